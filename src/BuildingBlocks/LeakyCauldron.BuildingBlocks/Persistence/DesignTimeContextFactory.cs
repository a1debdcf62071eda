using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace LeakyCauldron.BuildingBlocks.Persistence;

/// <summary>Lets <c>dotnet ef</c> make a module's context without the host. One empty subclass a module.</summary>
public abstract class DesignTimeContextFactory<TContext>(string schema, Func<DbContextOptions<TContext>, TContext> create)
    : IDesignTimeDbContextFactory<TContext>
    where TContext : DbContext
{
    /// <inheritdoc />
    public TContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<TContext>();
        ModuleDatabase.Apply<TContext>(options, null, schema);
        Configure(options);
        return create(options.Options);
    }

    /// <summary>Further options the module sets at run time too.</summary>
    protected virtual void Configure(DbContextOptionsBuilder<TContext> options) { }
}
