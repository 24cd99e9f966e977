import { act, screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  ADAPTIVE_ENGINE_ANNOTATION,
  ADAPTIVE_ENGINE_TYPE,
} from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import { troubledEngine } from '../../__testUtils__/engines';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { EntityEngineCard } from './EntityEngineCard';
import { useEngineIconLink } from './useEngineIconLink';

function Icon() {
  const { href, title } = useEngineIconLink('grafana', 'Grafana', <i />);
  return <p>{`${title} ${href ?? 'disabled'}`}</p>;
}

async function show(annotation?: string) {
  const api = new MockAdaptiveApi();
  renderInTestApp(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name: 'chat-eu',
          annotations: annotation
            ? { [ADAPTIVE_ENGINE_ANNOTATION]: annotation }
            : {},
        },
        spec: { type: ADAPTIVE_ENGINE_TYPE },
      }}
    >
      <EntityEngineCard />
      <Icon />
    </EntityProvider>,
    {
      apis: [[adaptiveApiRef, api]],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
  await screen.findByText('Engine');
  return api;
}

describe('the overview card', () => {
  it('tells the engine in short, and leads to the tab', async () => {
    const api = await show('eu-1/team-chat/chat-eu');
    await act(async () =>
      api.lastStream().send({ type: 'engine', engine: troubledEngine }),
    );
    expect(screen.getByText('Degraded')).toBeInTheDocument();
    expect(screen.getByText('4 of 6 replicas')).toBeInTheDocument();
    expect(screen.getByText('37 of 53 requested')).toBeInTheDocument();
    expect(screen.getByText('1 critical')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: /Pools and scaling/ }),
    ).toHaveAttribute('href', '/catalog/default/component/chat-eu/engine');
  });

  it('shares one connection with the icon links, which follow the engine', async () => {
    const api = await show('eu-1/team-chat/chat-eu');
    expect(screen.getByText(/no link is known disabled/)).toBeInTheDocument();
    await act(async () =>
      api.lastStream().send({ type: 'engine', engine: troubledEngine }),
    );
    expect(
      screen.getByText(
        'Grafana of this engine https://grafana.example.com/d/x',
      ),
    ).toBeInTheDocument();
    expect(api.streams).toHaveLength(1);
  });

  it('opens no connection for an entity without an engine', async () => {
    const api = await show();
    expect(
      screen.getByText('The entity does not name its engine yet.'),
    ).toBeInTheDocument();
    expect(api.streams).toEqual([]);
  });
});
