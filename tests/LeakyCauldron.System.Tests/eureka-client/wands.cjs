// A shop of wands: registers by the public JavaScript client of Eureka as it comes, and answers what is routed to it.
const http = require('http');
const { Eureka } = require('eureka-js-client');

const registry = new URL(process.argv[2]);
const server = http.createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ wand: 'holly', path: request.url, forwardedFor: request.headers['x-forwarded-for'] ?? null }));
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const client = new Eureka({
    instance: {
      instanceId: `ollivanders:${port}`,
      app: 'ollivanders',
      hostName: 'localhost',
      ipAddr: '127.0.0.1',
      port: { $: port, '@enabled': true },
      vipAddress: 'ollivanders',
      dataCenterInfo: { '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo', name: 'MyOwn' },
      metadata: { route: '/wands' },
    },
    eureka: {
      host: registry.hostname,
      port: registry.port,
      servicePath: '/eureka/apps/',
      heartbeatInterval: 500,
      registryFetchInterval: 500,
      maxRetries: 3,
    },
  });
  client.logger.level('error');
  client.on('heartbeat', () => process.stdout.write('heartbeat\n'));
  client.on('registryUpdated', () => process.stdout.write(`catalog at ${client.getInstancesByAppId('CATALOG').length}\n`));
  client.start(error => process.stdout.write(error ? `failed ${error}\n` : 'registered\n'));

  // Its standard input ends when the test has seen enough: it says good-bye to the registry and goes.
  process.stdin.on('end', () => client.stop(() => process.exit(0)));
  process.stdin.resume();
});
