import {
  coreExtensionData,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { KnownTab } from './KnownTab';
import { engineRouteRef, rootRouteRef } from './routes';

const fleetPage = PageBlueprint.makeWithOverrides({
  factory(originalFactory, { inputs }) {
    const page = originalFactory({
      path: '/adaptive',
      title: 'Engines',
      routeRef: rootRouteRef,
    });
    const tabs = inputs.pages.map(tab => tab.get(coreExtensionData.routePath));
    return [
      coreExtensionData.routePath(page.get(coreExtensionData.routePath)),
      coreExtensionData.routeRef(rootRouteRef),
      coreExtensionData.title(page.get(coreExtensionData.title) ?? 'Engines'),
      coreExtensionData.reactElement(
        <KnownTab tabs={tabs}>
          {page.get(coreExtensionData.reactElement)}
        </KnownTab>,
      ),
    ];
  },
});

const enginesSubPage = SubPageBlueprint.make({
  name: 'engines',
  params: {
    path: 'engines',
    title: 'Fleet',
    loader: () =>
      import('./components/fleet/FleetPage').then(m => <m.FleetPage />),
  },
});

const problemsSubPage = SubPageBlueprint.make({
  name: 'problems',
  params: {
    path: 'problems',
    title: 'Problems',
    loader: () =>
      import('./components/fleet/ProblemsPage').then(m => <m.ProblemsPage />),
  },
});

const capacitySubPage = SubPageBlueprint.make({
  name: 'capacity',
  params: {
    path: 'capacity',
    title: 'Capacity',
    loader: () =>
      import('./components/fleet/CapacityPage').then(m => <m.CapacityPage />),
  },
});

const clustersSubPage = SubPageBlueprint.make({
  name: 'clusters',
  params: {
    path: 'clusters',
    title: 'Clusters',
    loader: () =>
      import('./components/fleet/ClustersPage').then(m => <m.ClustersPage />),
  },
});

const sourcesSubPage = SubPageBlueprint.make({
  name: 'sources',
  params: {
    path: 'sources',
    title: 'Sources',
    loader: () =>
      import('./components/fleet/SourcesPage').then(m => <m.SourcesPage />),
  },
});

const enginePage = PageBlueprint.make({
  name: 'engine',
  params: {
    path: '/adaptive/:cluster/:namespace/:release',
    title: 'Engine',
    routeRef: engineRouteRef,
    loader: () =>
      import('./components/fleet/EnginePage').then(m => <m.EnginePage />),
  },
});

/**
 * The fleet page with its tabs, and the page of one engine.
 *
 * @internal
 */
export const pages = [
  fleetPage,
  enginesSubPage,
  problemsSubPage,
  capacitySubPage,
  clustersSubPage,
  sourcesSubPage,
  enginePage,
];
