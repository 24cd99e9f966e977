import { chartKey, isInstallable } from '../capabilities';
import type { EngineInput } from '../model';
import { shown } from '../parse/inputReader';
import { DEBUG_EXPORTER } from '../render/partValues';
import { checkAmounts, checkStorage, checkWhole } from './common';
import { rangesInWords } from './extraValues';
import type { Findings } from './findings';
import { setAt } from './fixes';
import { checkSecretName } from './secrets';

const MAX_REPLICAS = 100;
const MAX_SESSION_SECONDS = 366 * 24 * 3600;

/** Fields and the key of the chart that each becomes. */
function keysOfFields(input: EngineInput): Array<[string, string, unknown]> {
  const { controlPlane, harmony, sandkasten, otelCollector } = input;
  return [
    [
      'controlPlane.resources',
      'controlPlane.resources',
      controlPlane?.resources,
    ],
    [
      'controlPlane.disruptionBudget',
      'controlPlane.pdb.enabled',
      controlPlane?.disruptionBudget,
    ],
    [
      'harmony.disruptionBudget',
      'harmony.pdb.enabled',
      harmony?.disruptionBudget,
    ],
    [
      'sandkasten.disruptionBudget',
      'sandkasten.pdb.enabled',
      sandkasten?.disruptionBudget,
    ],
    ['otelCollector', 'otelCollector.enabled', otelCollector],
    ['clickhouse', 'clickhouse.enabled', input.clickhouse],
    [
      'secrets.s3Credentials',
      'secrets.existingS3CredsSecret',
      input.secrets.s3Credentials,
    ],
  ];
}

function checkVersions(input: EngineInput, findings: Findings): void {
  for (const [field, key, value] of keysOfFields(input)) {
    const { known, ranges } = chartKey(key, input.chartVersion);
    if (value !== undefined && !known) {
      findings.error(
        'chart-key',
        field,
        `${field} needs the key ${key}, which chart ${input.chartVersion} does not have`,
        `Leave it out or choose another version: ${rangesInWords(ranges)}`,
      );
    }
  }
}

/** The chart writes the list between single quotes, and quotes nothing in it. */
function checkAuth({ auth }: EngineInput, findings: Findings): void {
  (auth?.admins ?? []).forEach((address, index) => {
    if (!/^[^\s'"\\<>]+@[^\s'"\\<>@]+$/.test(address)) {
      findings.error(
        'admin-address',
        `auth.admins[${index}]`,
        `auth.admins[${index}] is ${shown(
          address,
        )}, which is no e-mail address that the chart could write`,
        "Accepted is for example erin@example.com, without quotes and '\\'",
      );
    }
  });
  if (auth?.sessionSeconds !== undefined) {
    checkWhole(
      auth.sessionSeconds,
      'auth.sessionSeconds',
      MAX_SESSION_SECONDS,
      'session-seconds',
      findings,
    );
  }
}

function checkSizes(input: EngineInput, findings: Findings): void {
  const { controlPlane, otelCollector, clickhouse } = input;
  const parts = [
    ['controlPlane', controlPlane],
    ['otelCollector', otelCollector],
  ] as const;
  for (const [path, part] of parts) {
    if (part?.replicas !== undefined) {
      checkWhole(
        part.replicas,
        `${path}.replicas`,
        MAX_REPLICAS,
        'part-replicas',
        findings,
      );
    }
    if (part?.resources) {
      checkAmounts(part.resources, `${path}.resources`, 'part', findings);
    }
  }
  if (clickhouse?.mode === 'internal') {
    const { resources, storage } = clickhouse;
    if (resources) {
      checkAmounts(resources, 'clickhouse.resources', 'part', findings);
    }
    checkStorage(storage, 'clickhouse.storage', findings);
  }
}

/** What becomes keys of the collector's configuration without quotes. */
const ATTRIBUTE = /^[A-Za-z][A-Za-z0-9._/-]*$/;

function checkSignals(
  { otelCollector: collector }: EngineInput,
  findings: Findings,
): void {
  if (!collector?.signals) return;
  const known = [...Object.keys(collector.exporters ?? {}), DEBUG_EXPORTER];
  for (const [signal, names] of Object.entries(collector.signals)) {
    (names ?? []).forEach((name: string, index: number) => {
      if (!known.includes(name)) {
        findings.error(
          'otel-exporter',
          `otelCollector.signals.${signal}[${index}]`,
          `otelCollector.signals.${signal}[${index}] is ${shown(
            name,
          )}, which otelCollector.exporters does not have`,
          `Accepted: ${known.slice(0, 20).join(', ')}`,
        );
      }
    });
  }
}

function checkCollector(input: EngineInput, findings: Findings): void {
  checkSignals(input, findings);
  const { environmentName, resourceAttributes } = input.otelCollector ?? {};
  const named = [
    ...(environmentName === undefined
      ? []
      : [['otelCollector.environmentName', environmentName]]),
    ...Object.keys(resourceAttributes ?? {}).map(key => [
      'otelCollector.resourceAttributes',
      key,
    ]),
  ];
  for (const [path, text] of named) {
    if (!ATTRIBUTE.test(text)) {
      findings.error(
        'otel-attribute',
        path,
        `${path} has ${shown(text)}, which is no name`,
        "Accepted are letters, digits, '.', '_', '/' and '-', beginning with a letter",
      );
    }
  }
}

/** The chart refuses its MinIO beside an existing Secret of harmony, and the portal has no other kind. */
function checkMinio(input: EngineInput, findings: Findings): void {
  const minio = input.extraValues?.minio;
  if (
    typeof minio === 'object' &&
    minio !== null &&
    !Array.isArray(minio) &&
    minio.enabled
  ) {
    findings.error(
      'minio-refused',
      'extraValues.minio.enabled',
      `extraValues has minio.enabled, which the chart refuses together with secrets.harmony, ${shown(
        input.secrets.harmony,
      )}; its password would be a value in git as well`,
      'Leave it out, and name an object storage in the Secrets secrets.harmony and secrets.s3Credentials',
    );
  }
}

/** Versions that cannot be installed in the way of the portal. */
function checkInstallable(
  { chartVersion, secrets }: EngineInput,
  findings: Findings,
): void {
  if (!isInstallable(chartVersion)) {
    findings.error(
      'chart-version-refused',
      'chartVersion',
      `chartVersion is ${chartVersion}, which refuses an existing Secret such as secrets.harmony, ${shown(
        secrets.harmony,
      )}: its operator needs the URL of the model registry in the values, and the chart excludes the two`,
      'Choose a version up to 0.38.5, or from 0.44.0',
      setAt('chartVersion', '0.44.0'),
    );
  }
}

/** Rules of the parts that charts got later, and of sign-in. */
export function checkLaterParts(input: EngineInput, findings: Findings): void {
  checkInstallable(input, findings);
  checkVersions(input, findings);
  checkAuth(input, findings);
  checkSizes(input, findings);
  checkCollector(input, findings);
  checkMinio(input, findings);
  const { s3Credentials } = input.secrets;
  if (s3Credentials !== undefined) {
    checkSecretName('secrets.s3Credentials', s3Credentials, findings);
  }
  if (input.clickhouse) {
    checkSecretName('clickhouse.secret', input.clickhouse.secret, findings);
  }
}
