import { conditionOf } from '../view/autoscaling';
import { INSTANCE_LABEL } from '../view/labels';
import { count, objectName, parseTime, sentence } from '../view/text';
import type { Condition, Meta } from '../objects/types';
import { evidence } from './evidence';
import type { EngineContext, EngineProblemMapper, Finding } from './types';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function usesKeda({ pools }: EngineContext): boolean {
  return pools.some(pool => pool.scaledObject !== undefined);
}

export const twoKedas: EngineProblemMapper = {
  code: 'two-kedas',
  severity: 'critical',
  detect(context) {
    const { kedaOperators } = context;
    if (!usesKeda(context) || kedaOperators.length < 2) return [];
    const names = kedaOperators.map(
      ({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`,
    );
    return [
      {
        sentence: `${
          names.length
        } KEDA operators run in this cluster (${names.join(
          ', ',
        )}): they overwrite each other's HPAs, and only one serves the metrics of all.`,
        evidence: kedaOperators.map(({ kind, metadata, replicas }) =>
          evidence(kind, metadata, 'spec.replicas', replicas),
        ),
        remedy:
          'Keep the KEDA of the cluster. Before an engine’s own is removed (autoscaling.enabled: false), make sure that its release does not own the CRDs: deleting those deletes every ScaledObject.',
      },
    ];
  },
};

export const kedaNotReady: EngineProblemMapper = {
  code: 'keda-not-ready',
  severity: 'critical',
  detect(context) {
    const { kedaOperators } = context;
    const down = kedaOperators.filter(o => o.status.readyReplicas === 0);
    if (
      !usesKeda(context) ||
      down.length === 0 ||
      down.length < kedaOperators.length
    ) {
      return [];
    }
    return down.slice(0, 1).map(({ kind, metadata, replicas }) => ({
      sentence: `The KEDA operator does not run: 0 of ${count(
        replicas,
        'replica',
      )} Ready. No pool of this cluster is scaled by its triggers.`,
      evidence: [evidence(kind, metadata, 'status.readyReplicas', 0)],
      remedy: 'Look at the pods and the log of the operator.',
    }));
  },
};

const EXTERNAL_METRICS = 'v1beta1.external.metrics.k8s.io';

export const externalMetricsDown: EngineProblemMapper = {
  code: 'external-metrics-unavailable',
  severity: 'critical',
  detect(context) {
    const service = context.objects.get(
      'apiregistration.k8s.io/apiservices',
      undefined,
      EXTERNAL_METRICS,
    );
    const available = conditionOf(service?.conditions, 'Available');
    if (!service || !usesKeda(context) || available?.status !== 'False') {
      return [];
    }
    const { namespace, name } = service.service;
    return [
      {
        sentence: sentence(
          `No HPA can read KEDA's metrics: Service ${namespace}/${name} does not answer for external.metrics.k8s.io: ${
            available.message ?? available.reason ?? 'it gives no reason'
          }`,
        ),
        evidence: [
          {
            object: `APIService ${EXTERNAL_METRICS}`,
            field: 'status.conditions[Available].reason',
            value: available.reason ?? 'False',
          },
        ],
        remedy:
          'Look at the KEDA metrics server and at who owns the APIService: another metrics adapter may have taken it.',
        since: available.lastTransitionTime,
      },
    ];
  },
};

/** Of the release by its label, or unlabelled in a namespace that holds no other release. */
function belongs(
  { ref, releasesInNamespace }: EngineContext,
  { labels }: Meta,
): boolean {
  const release = labels?.[INSTANCE_LABEL];
  return release === undefined
    ? releasesInNamespace === 1
    : release === ref.release;
}

export const volumePending: EngineProblemMapper = {
  code: 'pvc-pending',
  severity: 'warning',
  detect(context) {
    const { objects, ref, now } = context;
    const claims = objects.inNamespace('persistentvolumeclaims', ref.namespace);
    return [...claims].flatMap((claim): Finding[] => {
      const { metadata, phase, storageClass, requested } = claim;
      const created = parseTime(metadata.creationTimestamp) ?? now;
      const storage =
        storageClass === undefined
          ? undefined
          : objects.get(
              'storage.k8s.io/storageclasses',
              undefined,
              storageClass,
            );
      // Such a claim waits for its pod, which may not exist on purpose.
      const waits = storage?.bindingMode === 'WaitForFirstConsumer';
      const stuck =
        phase === 'Lost' ||
        (phase === 'Pending' && !waits && now - created > 5 * MINUTE);
      if (!stuck || !belongs(context, metadata)) return [];
      const minutes = Math.floor((now - created) / MINUTE);
      return [
        {
          sentence:
            phase === 'Lost'
              ? `Volume claim ${metadata.name} lost its volume: what was on it is gone.`
              : `Volume claim ${metadata.name}${
                  requested ? ` (${requested})` : ''
                } has waited ${minutes} minutes for a volume${
                  storageClass ? ` of class ${storageClass}` : ''
                }.`,
          evidence: [
            evidence('PersistentVolumeClaim', metadata, 'status.phase', phase),
          ],
          remedy:
            'Check that the storage class exists and its provisioner works; the events of the claim say more.',
          since: metadata.creationTimestamp,
        },
      ];
    });
  },
};

function unsynced(
  kind: string,
  object: {
    metadata: Meta;
    target: string;
    status: { conditions: Condition[] };
  },
  type: string,
): Finding[] {
  const condition = conditionOf(object.status.conditions, type);
  if (condition?.status !== 'False') return [];
  return [
    {
      sentence: sentence(
        `Secret ${object.target} is not brought up to date by ${objectName(
          kind,
          object.metadata,
        )}: ${condition.message ?? condition.reason ?? 'it gives no reason'}`,
      ),
      evidence: [
        evidence(
          kind,
          object.metadata,
          `status.conditions[${type}].reason`,
          condition.reason,
        ),
      ],
      remedy:
        'Check the secret store, the path and the rights of its credentials. Pods go on with the old value until they restart.',
      since: condition.lastTransitionTime,
    },
  ];
}

export const secretNotSynced: EngineProblemMapper = {
  code: 'secret-not-synced',
  severity: 'warning',
  detect(context) {
    const { objects, ref } = context;
    const external = objects.inNamespace(
      'external-secrets.io/externalsecrets',
      ref.namespace,
    );
    const sealed = objects.inNamespace(
      'bitnami.com/sealedsecrets',
      ref.namespace,
    );
    return [
      ...[...external]
        .filter(({ metadata }) => belongs(context, metadata))
        .flatMap(object => unsynced('ExternalSecret', object, 'Ready')),
      ...[...sealed]
        .filter(({ metadata }) => belongs(context, metadata))
        .flatMap(object => unsynced('SealedSecret', object, 'Synced')),
    ];
  },
};

/** How long before its end a certificate or token is worth a warning. */
const EXPIRY_DAYS = 14;

function expiry(what: string, notAfter: string, now: number): string {
  const left = (parseTime(notAfter) ?? now) - now;
  if (left <= 0) return `${what} has expired.`;
  return left < DAY
    ? `${what} expires in ${count(Math.ceil(left / (60 * MINUTE)), 'hour')}.`
    : `${what} expires in ${count(Math.floor(left / DAY), 'day')}.`;
}

function endsSoon(notAfter: string | undefined, now: number): boolean {
  const at = parseTime(notAfter);
  return at !== undefined && at - now < EXPIRY_DAYS * DAY;
}

export const certificateExpiring: EngineProblemMapper = {
  code: 'certificate-expiring',
  severity: 'warning',
  detect({ certificates, ref, now }) {
    return certificates
      .filter(({ notAfter }) => endsSoon(notAfter, now))
      .map(({ name, notAfter, source }) => ({
        sentence: expiry(`Certificate ${name}`, notAfter, now),
        evidence: [
          {
            object: `Prometheus ${source}`,
            field: `certmanager_certificate_expiration_timestamp_seconds{namespace="${ref.namespace}",name="${name}"}`,
            value: notAfter,
          },
        ],
        remedy:
          'cert-manager renews well before the end: look at the conditions of the Certificate and of its issuer.',
      }));
  },
};

export const tokenExpiring: EngineProblemMapper = {
  code: 'token-expiring',
  severity: 'warning',
  detect({ metrics, now }) {
    return metrics.flatMap(({ info }) => {
      const end = info.credentialExpiresAt;
      return end !== undefined && endsSoon(end, now)
        ? [
            {
              sentence: expiry(
                `The token with which the portal reads metric source ${info.title}`,
                end,
                now,
              ),
              evidence: [
                {
                  object: `Prometheus ${info.id}`,
                  field: 'claim exp of the bearer token',
                  value: end,
                },
              ],
              remedy: `Put a new token into the headers of adaptive.metrics.sources[] ${info.id}.`,
            },
          ]
        : [];
    });
  },
};
