import { adaptiveClustersExtensionPoint } from '@adaptive-portal/plugin-adaptive-node';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { type Attributes, metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import adaptivePlugin from '..';
import { FakeApiServer } from '../reflector/__testUtils__/FakeApiServer';

jest.setTimeout(60_000);

/** Collects when it is asked, as an exporter that is scraped. */
class Reader extends MetricReader {
  /** Values by attributes of the instrument; a histogram as the number of its values. */
  async read(name: string): Promise<Array<[Attributes, number]>> {
    const { resourceMetrics, errors } = await this.collect();
    if (errors.length > 0) throw errors[0];
    return resourceMetrics.scopeMetrics
      .filter(({ scope }) => scope.name === 'adaptive')
      .flatMap(({ metrics: all }) => all)
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }) =>
        dataPoints.map(({ attributes, value }): [Attributes, number] => [
          attributes,
          typeof value === 'number' ? value : value.count,
        ]),
      );
  }

  protected async onShutdown(): Promise<void> {}

  protected async onForceFlush(): Promise<void> {}
}

function labModule(url: string) {
  return createBackendModule({
    pluginId: 'adaptive',
    moduleId: 'lab',
    register(env) {
      env.registerInit({
        deps: { clusters: adaptiveClustersExtensionPoint },
        async init({ clusters }) {
          clusters.addClusterSupplier({
            id: 'lab',
            getClusters: async () => [
              { name: 'lab', url, credentials: { getToken: async () => 't' } },
            ],
          });
        },
      });
    },
  });
}

describe('an OpenTelemetry SDK that was started before the backend', () => {
  const server = new FakeApiServer();
  const reader = new Reader();
  const provider = new MeterProvider({ readers: [reader] });

  beforeAll(async () => {
    metrics.setGlobalMeterProvider(provider);
    await server.start();
    server.install('/api/v1/namespaces');
  });

  afterAll(async () => {
    await provider.shutdown();
    metrics.disable();
  });

  /** Asks until the instrument has a value with these attributes that is high enough. */
  async function until(name: string, wanted: Attributes, least: number) {
    for (;;) {
      const found = (await reader.read(name)).find(([attributes]) =>
        Object.entries(wanted).every(
          ([key, value]) => attributes[key] === value,
        ),
      );
      if (found && found[1] >= least) return found;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  it('gets what the backend counts and observes', async () => {
    const backend = await startTestBackend({
      features: [
        adaptivePlugin,
        labModule(server.url),
        mockServices.rootConfig.factory({
          data: {
            adaptive: {
              metrics: { sources: [{ id: 'main', url: `${server.url}/none` }] },
            },
          },
        }),
      ],
    });
    const resource = 'namespaces';
    await until('adaptive.watch.lists', { resource }, 1);
    server.put('/api/v1/namespaces', 'team-chat', {});
    await until('adaptive.watch.events', { resource }, 1);
    await until('adaptive.store.objects', { cluster: 'lab', resource }, 1);
    await until('adaptive.sources', { kind: 'kubernetes', status: 'live' }, 1);
    // What is asked of a metric source that is none fails, and is counted as such.
    await until('adaptive.metrics.query.duration', { outcome: 'error' }, 1);
    expect(await reader.read('adaptive.streams.open')).toEqual([[{}, 0]]);

    await server.stop();
    await until('adaptive.watch.failures', { resource }, 1);
    await backend.stop();
  });
});
