import { conditionOf } from '../view/autoscaling';
import { count, parseTime, sentence } from '../view/text';
import { evidence } from './evidence';
import type { EngineContext, EngineProblemMapper } from './types';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function usesKeda({ pools }: EngineContext): boolean {
  return pools.some(pool => pool.scaledObject !== undefined);
}

export const twoKedas: EngineProblemMapper = {
  code: 'two-kedas',
  severity: 'critical',
  detect(context) {
    // One that is scaled to 0 overwrites nothing.
    const kedaOperators = context.kedaOperators.filter(o => o.replicas > 0);
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
      sentence: `The KEDA operator does not run: ${
        replicas === 0
          ? 'it is scaled to 0'
          : `0 of ${count(replicas, 'replica')} Ready`
      }. No pool of this cluster is scaled by its triggers.`,
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

/** How long before its end a certificate or token is worth a warning. */
const EXPIRY_DAYS = 14;

function expiry(what: string, notAfter: string, now: number): string {
  const left = (parseTime(notAfter) ?? now) - now;
  if (left <= -DAY) {
    return `${what} expired ${count(Math.floor(-left / DAY), 'day')} ago.`;
  }
  if (left <= 0) return `${what} has expired today.`;
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

export const clusterLoginExpiring: EngineProblemMapper = {
  code: 'cluster-login-expiring',
  severity: 'warning',
  detect({ watch, now }) {
    const end = watch.credentialExpiresAt;
    if (end === undefined || !endsSoon(end, now)) return [];
    return [
      {
        sentence: expiry(
          `The login with which the portal watches cluster ${watch.title}`,
          end,
          now,
        ),
        evidence: [
          {
            object: `Cluster ${watch.name}`,
            field: 'end of its token or client certificate',
            value: end,
          },
        ],
        remedy: `Put a new token or client certificate into the configuration of cluster ${watch.name}. After its end nothing is known of the cluster.`,
      },
    ];
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
