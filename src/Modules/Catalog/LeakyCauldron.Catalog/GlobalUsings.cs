global using LeakyCauldron.Catalog.Contracts;
global using LeakyCauldron.Catalog.Domain;
global using LeakyCauldron.Catalog.Persistence;
global using Npgsql;
