import type { JsonObject } from '@backstage/types';
import type { KubernetesObject } from '../model';
import {
  namespaced,
  podTemplate,
  selectorLabels,
  serviceAccount,
  unlessEmpty,
  type Context,
} from './context';
import { toText } from './valuesView';

/** What the small parts of an engine have in common. */
export function workload(
  context: Context,
  part: {
    kind: 'Deployment' | 'StatefulSet';
    name: string;
    component: string;
    /** Key of the part in the values. */
    key: string;
    spec: JsonObject;
    account?: 'sandkasten' | 'otelCollector' | 'none';
    pod: JsonObject;
  },
): KubernetesObject {
  const { values } = context;
  const labels = selectorLabels(context, part.component);
  return {
    ...namespaced(context, 'apps/v1', part.kind, part.name, labels),
    spec: {
      ...part.spec,
      selector: { matchLabels: labels },
      template: podTemplate(
        context,
        labels,
        {
          annotations: values.at(`${part.key}.podAnnotations`),
          labels: values.at(`${part.key}.podLabels`),
        },
        {
          ...serviceAccount(context, part.account ?? 'none'),
          ...unlessEmpty('nodeSelector', values.at(`${part.key}.nodeSelector`)),
          ...unlessEmpty('tolerations', values.at(`${part.key}.tolerations`)),
          ...part.pod,
        },
      ),
    },
  };
}

export function publicImage(image: JsonObject): string {
  return `${toText(image.repository)}:${toText(image.tag)}`;
}
