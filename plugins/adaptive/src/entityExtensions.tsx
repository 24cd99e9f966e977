import {
  EntityCardBlueprint,
  EntityContentBlueprint,
  EntityIconLinkBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import AssessmentIcon from '@material-ui/icons/AssessmentOutlined';
import DashboardIcon from '@material-ui/icons/DashboardOutlined';
import SettingsIcon from '@material-ui/icons/SettingsOutlined';
import type { EngineLink } from '@adaptive-portal/plugin-adaptive-common';
import { useEngineIconLink } from './components/overview/useEngineIconLink';
import { isAdaptiveEntity, isEngineEntity, readEngineRef } from './entity';

const engineContent = EntityContentBlueprint.make({
  name: 'engine',
  params: {
    path: '/engine',
    title: 'Engine',
    filter: isAdaptiveEntity,
    loader: () =>
      import('./components/engine/EntityEngineContent').then(m => (
        <m.EntityEngineContent />
      )),
  },
});

const engineCard = EntityCardBlueprint.make({
  name: 'engine',
  params: {
    type: 'content',
    filter: isEngineEntity,
    loader: () =>
      import('./components/overview/EntityEngineCard').then(m => (
        <m.EntityEngineCard />
      )),
  },
});

/** One extension per target, so that an app can switch off each of them. */
function createIconLink<TName extends string>(
  name: TName,
  id: EngineLink['id'],
  label: string,
  icon: JSX.Element,
) {
  return EntityIconLinkBlueprint.make({
    name,
    params: {
      filter: entity => readEngineRef(entity).status === 'found',
      useProps: () => useEngineIconLink(id, label, icon),
    },
  });
}

/**
 * What the plugin adds to the pages of catalog entities.
 *
 * @internal
 */
export const entityExtensions = [
  engineContent,
  engineCard,
  createIconLink('grafana', 'grafana', 'Grafana', <DashboardIcon />),
  createIconLink('mlflow', 'mlflow', 'MLflow', <AssessmentIcon />),
  createIconLink(
    'control-plane',
    'controlPlane',
    'Control plane',
    <SettingsIcon />,
  ),
];
