import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, EntityProvider } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  ADAPTIVE_ENGINE_ANNOTATION,
  ADAPTIVE_POOL_ANNOTATION,
  type Engine,
} from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import {
  healthyEngine,
  troubledEngine,
  unreachableEngine,
} from '../../__testUtils__/engines';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { EntityEngineContent } from './EntityEngineContent';

async function showTab(annotations: Record<string, string>) {
  const api = new MockAdaptiveApi();
  renderInTestApp(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'chat', annotations },
      }}
    >
      <EntityEngineContent />
    </EntityProvider>,
    {
      apis: [
        [adaptiveApiRef, api],
        [catalogApiRef, catalogApiMock()],
      ],
    },
  );
  return api;
}

async function show(engine: Engine, pool?: string) {
  const api = await showTab({
    [ADAPTIVE_ENGINE_ANNOTATION]: 'eu-1/team-chat/chat-eu',
    ...(pool && { [ADAPTIVE_POOL_ANNOTATION]: pool }),
  });
  await screen.findByRole('status', { name: /Loading engine/ });
  await send(api, engine);
  return api;
}

async function send(api: MockAdaptiveApi, engine: Engine) {
  await act(async () => api.lastStream().send({ type: 'engine', engine }));
}

/** In two parts, or the linter takes it for our own use. */
const SCRIPT = 'javascript';

const row = (name: RegExp) =>
  within(screen.getByRole('table', { name: 'Compute pools' })).getByRole(
    'row',
    {
      name,
    },
  );

describe('the engine tab', () => {
  it.each<[Engine['mlflow'], number]>([
    ['internal', 1],
    ['off', 0],
  ])('with MLflow %s has %d link to it', async (mlflow, links) => {
    await show({ ...healthyEngine, mlflow });
    const summary = screen.getByRole('region', { name: 'Summary' });
    expect(
      within(summary).queryAllByRole('link', { name: /^MLflow/ }),
    ).toHaveLength(links);
  });

  it('is calm when the engine is well', async () => {
    await show(healthyEngine);
    expect(screen.getByText('All is well')).toBeInTheDocument();
    expect(screen.getByText('None found.')).toBeInTheDocument();
    expect(screen.getByText('chart 0.23.0')).toBeInTheDocument();
    expect(screen.getByText('Argo CD: Synced')).toBeInTheDocument();
    expect(screen.getByText('4f2c1a9')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /Grafana/ })).toHaveAttribute(
      'href',
      'https://grafana.example.com/d/x',
    );
  });

  it('shows replicas, GPUs and metrics of every pool', async () => {
    await show(troubledEngine);
    const llama = within(row(/llama-70b/));
    expect(llama.getByText('Waiting for GPUs')).toBeInTheDocument();
    expect(
      llama.getByRole('img', {
        name: 'Replicas: 4 ready, 0 starting, 2 pending; desired 6, minimum 2, maximum 6',
      }),
    ).toBeInTheDocument();
    expect(llama.getByText('32/48')).toBeInTheDocument();
    expect(llama.getByText('23 %')).toBeInTheDocument();
    expect(llama.getByText('above 10 %')).toBeInTheDocument();
    expect(llama.getByText('8.1 s')).toBeInTheDocument();
  });

  it('says that there is no data, and why, instead of zero', async () => {
    await show(troubledEngine);
    const missing = within(row(/embedder/)).getAllByText('no data');
    expect(missing).toHaveLength(3);
    expect(missing[0]).toHaveAttribute(
      'title',
      'Prometheus main has no series for the pool',
    );
    expect(within(row(/embedder/)).queryByText('0 %')).not.toBeInTheDocument();
  });

  it('opens a pool to its scaling path and pods by keyboard', async () => {
    await show(troubledEngine);
    const toggle = screen.getByRole('button', { name: 'llama-70b' });
    expect(toggle).toHaveAttribute('aria-expanded', 'false');
    act(() => toggle.focus());
    await userEvent.keyboard('{Enter}');
    expect(toggle).toHaveAttribute('aria-expanded', 'true');

    const stages = within(
      screen.getByRole('list', { name: 'Scaling path' }),
    ).getAllByRole('listitem');
    expect(stages.map(stage => stage.getAttribute('aria-current'))).toEqual([
      null,
      null,
      null,
      null,
      null,
      'step',
    ]);
    expect(stages[5]).toHaveTextContent(/Nodes.*Limits.*0 of 64 GPUs free/);
    expect(screen.getByText(/Two pods wait for 16 GPUs/)).toBeInTheDocument();
    const pods = screen.getByRole('table', { name: 'Pods of llama-70b' });
    expect(pods).toHaveTextContent(/10 Insufficient nvidia.com\/gpu/);
  });

  it('says once what a scaling path says in several places', async () => {
    const [llama, ...others] = troubledEngine.computePools;
    const sentence = 'At 14:09 UTC the HPA will scale out to 8 replicas.';
    const notBefore = new Date(Date.now() + 10 * 60_000).toISOString();
    await show(
      {
        ...troubledEngine,
        computePools: [
          {
            ...llama,
            scalingPath: {
              ...llama.scalingPath,
              stages: llama.scalingPath.stages.map(stage =>
                stage.id === 'metric' ? { ...stage, limit: '23 %' } : stage,
              ),
              summary: `4 replicas are Ready. ${sentence}`,
              next: { replicas: 8, sentence, notBefore },
            },
          },
          ...others,
        ],
      },
      'llama-70b',
    );
    expect(
      screen.getByText(/^4 replicas are Ready\. At 14:09/),
    ).toHaveTextContent(
      /^4 replicas are Ready\. At 14:09 UTC the HPA will scale out to 8 replicas\. That is in 10 min, at \d\d:\d\d:\d\d your time\. The oldest value here is /,
    );
    const stages = within(
      screen.getByRole('list', { name: 'Scaling path' }),
    ).getAllByRole('listitem');
    expect(stages[0]).not.toHaveTextContent('threshold');
    expect(stages[2]).toHaveTextContent('bounds 2 to 6');
    expect(stages[5]).toHaveTextContent('needs 8 per replica');
  });

  it('puts objects together that say the same', async () => {
    const [problem] = troubledEngine.problems;
    const [evidence] = problem.evidence;
    await show({
      ...troubledEngine,
      problems: [
        {
          ...problem,
          evidence: [evidence, { ...evidence, object: 'Pod team-chat/other' }],
        },
      ],
    });
    const problems = screen.getByRole('table', { name: 'Problems' });
    expect(problems).toHaveTextContent(/bbbbbPod team-chat\/other/);
    expect(within(problems).getAllByText(evidence.field)).toHaveLength(1);
  });

  it('names evidence and remedy of problems, the worst first', async () => {
    await show({
      ...troubledEngine,
      problems: [...troubledEngine.problems].reverse(),
    });
    const rows = within(
      screen.getByRole('table', { name: 'Problems' }),
    ).getAllByRole('row');
    expect(rows[1]).toHaveTextContent(/Critical.*Unschedulable.*Add a node/);
    expect(rows[2]).toHaveTextContent(/Warning.*AverageValue.*Set metricType/);
  });

  it('follows changes without a reload', async () => {
    const api = await show(troubledEngine);
    expect(row(/mistral-7b/)).toHaveTextContent('2 ready, 1 starting');
    const [llama, mistral, ...others] = troubledEngine.computePools;
    await send(api, {
      ...troubledEngine,
      computePools: [
        llama,
        {
          ...mistral,
          replicas: { ...mistral.replicas, ready: 3, starting: 0 },
        },
        ...others,
      ],
    });
    expect(row(/mistral-7b/)).toHaveTextContent('3 ready');
  });

  it('keeps the rows of an unreachable cluster, and says since when', async () => {
    await show(unreachableEngine);
    expect(row(/judge/)).toHaveTextContent(
      /Unreachable since .*\d\d:\d\d:\d\d.*Last known: Healthy/,
    );
    expect(row(/judge/)).toHaveTextContent('412 ms');
    expect(screen.getByText('Last known: healthy')).toBeInTheDocument();
    expect(
      screen.getByText(/has not answered since .*ECONNREFUSED/),
    ).toBeInTheDocument();
  });

  it('says once what is last known of a pool', async () => {
    await show({
      ...unreachableEngine,
      computePools: unreachableEngine.computePools.map(pool => ({
        ...pool,
        status: 'unknown' as const,
        statusReason: 'Last known: 1 of 1 replica Ready.',
      })),
    });
    expect(row(/judge/)).toHaveTextContent(
      /Unreachable since [\d:]+ ?Last known: 1 of 1 replica Ready\./,
    );
  });

  it('says that the connection to the portal is gone, and keeps the values', async () => {
    const api = await show(healthyEngine);
    await act(async () => api.lastStream().fail(new Error('gone')));
    expect(
      await screen.findByText(/No connection to the portal since/),
    ).toBeInTheDocument();
    expect(row(/judge/)).toBeInTheDocument();
  });

  it('does not make links of URLs that could run code or carry credentials', async () => {
    await show({
      ...healthyEngine,
      links: [
        { id: 'grafana', title: 'Grafana', url: `${SCRIPT}:alert(1)` },
        { id: 'mlflow', title: 'MLflow', url: 'https://u:p@example.com/' },
        { id: 'argocd', title: 'Argo CD', url: '//example.com' },
      ],
    });
    expect(screen.queryAllByRole('link')).toEqual([]);
  });

  it('opens the pool that the entity is', async () => {
    await show(troubledEngine, 'mistral-7b');
    expect(screen.getByRole('button', { name: 'mistral-7b' })).toHaveAttribute(
      'aria-expanded',
      'true',
    );
    expect(screen.getByRole('button', { name: 'judge' })).toHaveAttribute(
      'aria-expanded',
      'false',
    );
  });

  it('says that there is no such engine', async () => {
    const api = await showTab({
      [ADAPTIVE_ENGINE_ANNOTATION]: 'eu-1/team-chat/chat-eu',
    });
    await screen.findByRole('status', { name: /Loading engine/ });
    await act(async () => api.lastStream().send({ type: 'synced' }));
    expect(
      screen.getByText(/sees no engine eu-1\/team-chat\/chat-eu/),
    ).toBeInTheDocument();
  });

  it('shows the error, and tries again when asked', async () => {
    const api = await showTab({
      [ADAPTIVE_ENGINE_ANNOTATION]: 'eu-1/team-chat/chat-eu',
    });
    await screen.findByRole('status', { name: /Loading engine/ });
    const refusal = await ResponseError.fromResponse(
      new Response('{}', { status: 403, statusText: 'Forbidden' }),
    );
    await act(async () => api.lastStream().fail(refusal));
    expect(await screen.findByRole('alert')).toHaveTextContent(/403 Forbidden/);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(api.streams).toHaveLength(2);
  });

  it.each([
    [{}, /must name one as/],
    [
      { [ADAPTIVE_ENGINE_ANNOTATION]: 'eu-1/chat' },
      /Invalid engine reference 'eu-1\/chat'/,
    ],
  ])('explains the annotation %j', async (annotations, sentence) => {
    await showTab(annotations);
    expect(await screen.findByText(sentence)).toBeInTheDocument();
  });
});
