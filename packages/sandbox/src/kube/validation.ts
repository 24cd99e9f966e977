import { type StatusCause, invalid } from './errors';
import { at, isRecord, listAt, numberAt, textAt } from './json';
import type { KubernetesObject } from './object';
import { type ServedType, resourceKey } from './resources';

const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_KEY =
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/;

const LABEL_NAMED = new Set(['namespaces', 'services']);
const FREE_NAMED_GROUPS = new Set(['rbac.authorization.k8s.io']);

function required(object: unknown, ...path: string[]): StatusCause[] {
  const value = at(object, ...path);
  return value === undefined || value === null || value === ''
    ? [
        {
          reason: 'FieldValueRequired',
          field: path.join('.'),
          message: 'Required value',
        },
      ]
    : [];
}

function bad(field: string, value: unknown, rule: string): StatusCause {
  return {
    reason: 'FieldValueInvalid',
    field,
    message: `Invalid value: ${JSON.stringify(value)}: ${rule}`,
  };
}

function nameCauses(type: ServedType, name: string): StatusCause[] {
  if (name === '') {
    return [
      {
        reason: 'FieldValueRequired',
        field: 'metadata.name',
        message: 'Required value: name or generateName is required',
      },
    ];
  }
  if (FREE_NAMED_GROUPS.has(type.group)) {
    return [];
  }
  const label = LABEL_NAMED.has(resourceKey(type));
  const limit = label ? 63 : 253;
  if (name.length > limit) {
    return [
      bad('metadata.name', name, `must be no more than ${limit} characters`),
    ];
  }
  if ((label ? LABEL : SUBDOMAIN).test(name)) {
    return [];
  }
  return [
    bad(
      'metadata.name',
      name,
      `a lowercase RFC 1123 ${
        label ? 'label' : 'subdomain'
      } must consist of lower case alphanumeric characters${
        label ? '' : ', "."'
      } or "-", and must start and end with an alphanumeric character`,
    ),
  ];
}

function labelCauses(object: KubernetesObject): StatusCause[] {
  const labels: unknown = object.metadata.labels ?? {};
  if (!isRecord(labels)) {
    return [bad('metadata.labels', labels, 'must be a map of strings')];
  }
  return Object.entries(labels).flatMap(([key, value]) => {
    if (!LABEL_KEY.test(key)) {
      return [
        bad('metadata.labels', key, 'name part must be a valid label key'),
      ];
    }
    return typeof value === 'string' &&
      value.length <= 63 &&
      LABEL_VALUE.test(value)
      ? []
      : [
          bad(
            'metadata.labels',
            value,
            'a valid label must be an empty string or consist of at most 63 alphanumeric characters, "-", "_" or "."',
          ),
        ];
  });
}

function containerCauses(spec: unknown, path: string): StatusCause[] {
  const containers = listAt(spec, 'containers');
  if (containers.length === 0) {
    return [
      {
        reason: 'FieldValueRequired',
        field: `${path}.containers`,
        message: 'Required value',
      },
    ];
  }
  return containers.flatMap((container, index) =>
    required(container, 'name').map(cause => ({
      ...cause,
      field: `${path}.containers[${index}].name`,
    })),
  );
}

function workloadCauses(object: KubernetesObject): StatusCause[] {
  const selector = at(object, 'spec', 'selector');
  const labels = at(object, 'spec', 'template', 'metadata', 'labels');
  const wanted = at(selector, 'matchLabels');
  const causes = [
    ...required(object, 'spec', 'selector'),
    ...required(object, 'spec', 'template'),
  ];
  if (causes.length > 0) {
    return causes;
  }
  const mismatch = Object.entries(isRecord(wanted) ? wanted : {}).some(
    ([key, value]) => at(labels, key) !== value,
  );
  if (mismatch) {
    causes.push(
      bad(
        'spec.template.metadata.labels',
        labels ?? null,
        '`selector` does not match template `labels`',
      ),
    );
  }
  const replicas = numberAt(object, 'spec', 'replicas');
  if (replicas !== undefined && replicas < 0) {
    causes.push(
      bad('spec.replicas', replicas, 'must be greater than or equal to 0'),
    );
  }
  return [
    ...causes,
    ...containerCauses(
      at(object, 'spec', 'template', 'spec'),
      'spec.template.spec',
    ),
  ];
}

function hpaCauses(object: KubernetesObject): StatusCause[] {
  const min = numberAt(object, 'spec', 'minReplicas') ?? 1;
  const max = numberAt(object, 'spec', 'maxReplicas');
  const causes = [
    ...required(object, 'spec', 'scaleTargetRef', 'kind'),
    ...required(object, 'spec', 'scaleTargetRef', 'name'),
  ];
  if (max === undefined || max < 1) {
    causes.push(
      bad('spec.maxReplicas', max ?? 0, 'must be greater than or equal to 1'),
    );
  } else if (max < min) {
    causes.push(
      bad(
        'spec.maxReplicas',
        max,
        'must be greater than or equal to `minReplicas`',
      ),
    );
  }
  return causes;
}

function scaledObjectCauses(object: KubernetesObject): StatusCause[] {
  const min = numberAt(object, 'spec', 'minReplicaCount') ?? 0;
  const max = numberAt(object, 'spec', 'maxReplicaCount') ?? 100;
  const causes = [
    ...required(object, 'spec', 'scaleTargetRef', 'name'),
    ...required(object, 'spec', 'triggers'),
  ];
  if (min > max) {
    causes.push(
      bad(
        'spec.minReplicaCount',
        min,
        `MinReplicaCount=${min} must be less than MaxReplicaCount=${max}`,
      ),
    );
  }
  return causes;
}

function definitionCauses(object: KubernetesObject): StatusCause[] {
  const causes = [
    ...required(object, 'spec', 'group'),
    ...required(object, 'spec', 'names', 'plural'),
    ...required(object, 'spec', 'names', 'kind'),
  ];
  if (listAt(object, 'spec', 'versions').length === 0) {
    causes.push(...required(object, 'spec', 'versions', 'name'));
  }
  const expected = `${textAt(object, 'spec', 'names', 'plural')}.${textAt(
    object,
    'spec',
    'group',
  )}`;
  if (causes.length === 0 && object.metadata.name !== expected) {
    causes.push(
      bad(
        'metadata.name',
        object.metadata.name,
        `must be spec.names.plural+"."+spec.group: ${expected}`,
      ),
    );
  }
  return causes;
}

const BY_RESOURCE: Record<string, (object: KubernetesObject) => StatusCause[]> =
  {
    pods: object => containerCauses(object.spec, 'spec'),
    events: object => required(object, 'involvedObject'),
    'apps/deployments': workloadCauses,
    'apps/statefulsets': workloadCauses,
    'apps/replicasets': object => required(object, 'spec', 'selector'),
    'autoscaling/horizontalpodautoscalers': hpaCauses,
    'keda.sh/scaledobjects': scaledObjectCauses,
    'argoproj.io/applications': object => [
      ...required(object, 'spec', 'project'),
      ...required(object, 'spec', 'destination'),
    ],
    'apiextensions.k8s.io/customresourcedefinitions': definitionCauses,
  };

/** Refuses, with a 422 KubeError naming every field at fault, what the real API server or its webhooks would refuse. */
export function validateObject(
  type: ServedType,
  object: KubernetesObject,
): void {
  const causes = [
    ...nameCauses(type, object.metadata.name),
    ...labelCauses(object),
    ...(BY_RESOURCE[resourceKey(type)]?.(object) ?? []),
  ];
  if (causes.length > 0) {
    throw invalid(type, object.metadata.name, causes);
  }
}

/** Refuses changes of fields that cannot change after creation. */
export function validateChange(
  type: ServedType,
  before: KubernetesObject,
  after: KubernetesObject,
): void {
  if (type.group !== 'apps') {
    return;
  }
  const selector = at(after, 'spec', 'selector');
  if (
    JSON.stringify(selector) !== JSON.stringify(at(before, 'spec', 'selector'))
  ) {
    throw invalid(type, after.metadata.name, [
      bad('spec.selector', selector ?? null, 'field is immutable'),
    ]);
  }
}
