import { chartKey } from '../capabilities';
import type { KubernetesObject } from '../model';
import {
  namespaced,
  selectorLabels,
  unlessEmpty,
  type Context,
  type Labels,
} from './context';
import { poolLabels, poolsOf } from './pools';
import { toText } from './valuesView';

function budget(
  context: Context,
  key: string,
  name: string,
  labels: Labels,
): KubernetesObject[] {
  const { values, capabilities } = context;
  const path = `${key}.pdb`;
  if (
    !chartKey(`${path}.enabled`, capabilities.version).known ||
    !values.has(`${path}.enabled`)
  ) {
    return [];
  }
  return [
    {
      ...namespaced(context, 'policy/v1', 'PodDisruptionBudget', name, labels),
      spec: {
        ...unlessEmpty('minAvailable', values.at(`${path}.minAvailable`)),
        ...unlessEmpty('maxUnavailable', values.at(`${path}.maxUnavailable`)),
        selector: { matchLabels: labels },
      },
    },
  ];
}

/** Disruption budgets of the parts that have one, and of each pool. */
export function predictBudgets(context: Context): KubernetesObject[] {
  const { values, names } = context;
  const part = (key: string, name: string, component: string) =>
    budget(context, key, name, selectorLabels(context, component));
  return [
    ...part('controlPlane', names.controlPlane, 'control-plane'),
    ...part('sandkasten', names.sandkasten, 'sandkasten'),
    ...(values.has('harmony.enabled')
      ? poolsOf(context).flatMap(({ name }) =>
          budget(
            context,
            'harmony',
            names.poolWorkload(toText(name)),
            poolLabels(context, toText(name)),
          ),
        )
      : []),
    ...(values.has('otelCollector.enabled')
      ? part('otelCollector', names.otelCollector, 'otel-collector')
      : []),
    ...(values.has('redis.install.enabled')
      ? part('redis', names.redis, 'redis')
      : []),
  ];
}
