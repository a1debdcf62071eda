namespace LeakyCauldron.Host.Startup;

/// <summary>What a new user needs to know, in under a screen.</summary>
internal static class Banner
{
    public static Task PrintAsync(IConfiguration configuration, string? broker = null)
    {
        if (!configuration.GetValue("Host:Banner", true))
        {
            return Task.CompletedTask;
        }

        var url = configuration["Shop:PublicUrl"];
        var kept = Path.Combine(configuration["DATA_DIR"]!, "sample-password");
        var signIns =
            configuration["SAMPLE_DATA"] == "small"
                ? $"""

                      Sign-ins      admin@leaky.test  staff@leaky.test  harry@leaky.test  hermione@leaky.test  ron@leaky.test
                      Password      {configuration["SAMPLE_PASSWORD"]}   (for all of them{(File.Exists(kept) ? $"; kept in {kept}" : "")})
                    """
                : "";
        return Console.Out.WriteLineAsync(
            $"""

              The Leaky Cauldron is open.

              Shop API      {url}/api/v1
              Try it        {url}/swagger
              Document      {url}/openapi/v1.json
              Health        {url}/health/ready{signIns}
              Data          {configuration["DATA_DIR"]}
              Events        {(string.IsNullOrWhiteSpace(broker ?? configuration["Kafka:BootstrapServers"]) ? "embedded" : "Kafka")}
              Search        {(string.IsNullOrWhiteSpace(configuration["Elasticsearch:Url"]) ? "embedded (Lucene)" : "Elasticsearch")}
              Mail          {(
                string.IsNullOrWhiteSpace(configuration["Smtp:Host"]) ? Path.Combine(configuration["DATA_DIR"]!, "mail") : configuration["Smtp:Host"]
            )}

              Ctrl-C stops everything it started.

            """
        );
    }
}
