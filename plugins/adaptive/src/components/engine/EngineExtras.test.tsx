import { act, screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  ADAPTIVE_ENGINE_ANNOTATION,
  ADAPTIVE_ENGINE_TYPE,
  type Engine,
} from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import { healthyEngine, measuredEngine } from '../../__testUtils__/engines';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { templatesRouteRef } from '../../routes';
import { EngineView } from './EngineView';

async function show(engine: Engine) {
  const api = new MockAdaptiveApi();
  renderInTestApp(<EngineView engineRef={engine.ref} focusPool="judge" />, {
    apis: [
      [adaptiveApiRef, api],
      [catalogApiRef, catalogApiMock()],
    ],
  });
  await screen.findByRole('status', { name: /Loading engine/ });
  await act(async () => api.lastStream().send({ type: 'engine', engine }));
}

const rowsOf = (name: string) =>
  within(screen.getByRole('table', { name })).getAllByRole('row').slice(1);

describe('what only some engines have', () => {
  it('takes no room where there is none of it', async () => {
    await show(healthyEngine);
    expect(screen.queryByText(/^Alerts/)).not.toBeInTheDocument();
    expect(screen.queryByText('Tools')).not.toBeInTheDocument();
    expect(screen.queryByText('Namespace')).not.toBeInTheDocument();
    expect(screen.queryByText(/tokens\/s/)).not.toBeInTheDocument();
    expect(screen.queryByText('GPU memory')).not.toBeInTheDocument();
  });

  it('shows alerts with what they are about, and who silenced them', async () => {
    await show(measuredEngine);
    const [firing, silenced] = rowsOf('Alerts');
    expect(firing).toHaveTextContent(/Firing, critical.*Every fourth request/);
    expect(firing).toHaveTextContent('pool: judge');
    expect(firing).not.toHaveTextContent('alertname');
    expect(
      within(firing).getByRole('link', { name: /Runbook/ }),
    ).toHaveAttribute('href', 'https://runbooks.example.com/timeouts');
    expect(silenced).toHaveTextContent(/Silenced.*silenced by pat, until/);
    expect(silenced).toHaveTextContent('Known, nodes are replaced');
  });

  it('shows what MLflow and Grafana answered, or that they did not', async () => {
    await show(measuredEngine);
    const [mlflow, grafana] = rowsOf('Tools');
    expect(mlflow).toHaveTextContent(
      /MLflow.*Live.*3\.1\.0.*Experiments: 12.*Run judge-7, finished, at/,
    );
    expect(grafana).toHaveTextContent(
      /Unreachable since.*not reachable from here.*not known.*not known/,
    );
    expect(
      within(grafana).getByRole('link', { name: /Grafana/ }),
    ).toHaveAttribute('href', 'https://grafana.example.com/d/x');
  });

  it('shows what surrounds it, and what cannot be listed', async () => {
    await show(measuredEngine);
    const [secret, volume, ingress, quota] = rowsOf('Namespace');
    expect(secret).toHaveTextContent(
      /chat-eu.*ExternalSecret.*Not synced.*makes Secret chat-eu-secrets.*vault.*could not get/,
    );
    expect(volume).toHaveTextContent(/mlflow-data.*Pending.*10Gi.*No storage/);
    expect(ingress).toHaveTextContent(/Served.*chat\.example\.com \(TLS\)/);
    expect(quota).toHaveTextContent(/Used up.*nvidia\.com\/gpu: 8 of 8/);
    expect(screen.getByText(/^Not known, as the portal/)).toHaveTextContent(
      'cannot list them: network policies.',
    );
  });

  it('says that Flux is suspended, and which of its objects is not ready', async () => {
    await show({
      ...healthyEngine,
      gitops: {
        tool: 'flux',
        kind: 'HelmRelease',
        object: 'team-chat/chat-eu',
        cluster: 'eu-1',
        sync: 'True',
        suspended: true,
        parts: [
          {
            kind: 'OCIRepository',
            object: 'team-chat/adaptive',
            ready: false,
            suspended: false,
            message: 'unauthorized',
          },
        ],
      },
    });
    const summary = screen.getByRole('region', { name: 'Summary' });
    expect(summary).toHaveTextContent(
      'Flux: True, suspended, OCIRepository team-chat/adaptive not ready',
    );
  });

  it('links a remedy to the form with the change filled in', async () => {
    const api = new MockAdaptiveApi();
    const entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'chat',
        annotations: { [ADAPTIVE_ENGINE_ANNOTATION]: 'eu-1/team-chat/chat-eu' },
      },
      spec: { type: ADAPTIVE_ENGINE_TYPE },
    };
    const catalog = catalogApiMock({ entities: [entity] });
    const getEntities = jest.spyOn(catalog, 'getEntities');
    renderInTestApp(<EngineView engineRef={healthyEngine.ref} />, {
      apis: [
        [adaptiveApiRef, api],
        [catalogApiRef, catalog],
      ],
      mountedRoutes: { '/create': templatesRouteRef },
    });
    await screen.findByRole('status', { name: /Loading engine/ });
    const change = { setPools: [{ name: 'judge', maxReplicas: 4 }] };
    const engine: Engine = {
      ...healthyEngine,
      problems: [
        {
          code: 'at-max-with-timeouts',
          severity: 'warning',
          pool: 'judge',
          sentence: 'The pool is at its maximum.',
          evidence: [],
          remedy: 'Raise max.',
          fix: { template: 'adaptive-engine-edit', title: 'Raise max', change },
        },
      ],
    };
    await act(async () => api.lastStream().send({ type: 'engine', engine }));
    const href =
      (await screen.findByRole('link', { name: 'Raise max' })).getAttribute(
        'href',
      ) ?? '';
    expect(href).toMatch(/^\/create\/templates\/default\/adaptive-engine-edit/);
    const query = new URLSearchParams(href.split('?')[1]);
    expect(JSON.parse(query.get('formData') ?? '')).toEqual({
      entityRef: 'component:default/chat',
      change,
    });
    expect(screen.getByRole('link', { name: 'Change' })).toBeInTheDocument();
    // Of this engine only, not of the whole fleet.
    expect(getEntities.mock.calls[0][0]?.filter).toMatchObject({
      [`metadata.annotations.${ADAPTIVE_ENGINE_ANNOTATION}`]:
        'eu-1/team-chat/chat-eu',
    });
  });

  it('does not blame a tool that nobody told the portal to ask', async () => {
    const [mlflow] = measuredEngine.services ?? [];
    const freshness = {
      status: 'notWatchable' as const,
      since: '2026-11-22T09:00:00Z',
      message: 'adaptive.probes.mlflow.url is not configured',
    };
    await show({ ...measuredEngine, services: [{ ...mlflow, freshness }] });
    expect(rowsOf('Tools')[0]).toHaveTextContent(
      /Not asked.*adaptive.probes.mlflow.url is not configured/,
    );
    expect(screen.queryByText(/Not watchable/)).not.toBeInTheDocument();
  });

  it('measures GPUs of a pool and tokens of the engine; what is missing says why', async () => {
    await show(measuredEngine);
    expect(screen.getByText(/^1.?240 tokens\/s$/)).toBeInTheDocument();
    const measures = screen.getByLabelText('Measurements');
    expect(measures).toHaveTextContent(/TTFT p50.*180 ms.*87 %.*no data/);
    expect(within(measures).getByText('no data')).toHaveAttribute(
      'title',
      'No DCGM exporter is scraped',
    );
    expect(measures).not.toHaveTextContent('KEDA scaler errors');
    expect(measures).toHaveTextContent(/KEDA read of s0-prometheus.*0.25/);
  });
});
