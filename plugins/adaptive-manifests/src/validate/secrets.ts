import { chartCapabilities } from '../capabilities';
import type { EngineInput, RenderTarget } from '../model';
import { engineNames } from '../names';
import { shown } from '../parse/inputReader';
import { usedSecrets } from '../render/secretManifests';
import { suppliedSecrets } from '../render/suppliedSecrets';
import { checkCookiesSecret } from './cookiesSecret';
import type { Findings } from './findings';
import { leaveOut, setAt } from './fixes';
import { checkOidc } from './oidc';
import { isDnsSubdomain } from './syntax';

export function checkSecretName(
  path: string,
  name: string,
  findings: Findings,
): void {
  if (!isDnsSubdomain(name)) {
    findings.error(
      'secret-name',
      path,
      `${path} is ${shown(name)}, which is no name of a Secret`,
      "Accepted are at most 253 lower case letters, digits, '-' and '.'; the value of a secret never goes here",
    );
  }
}

/** Fields of one mode have no meaning in the others. */
function checkMode({ secrets }: EngineInput, findings: Findings): void {
  const fields = [
    ['store', 'externalSecrets'],
    ['remoteKeys', 'externalSecrets'],
    ['encryptedData', 'sealedSecrets'],
  ] as const;
  for (const [field, mode] of fields) {
    const is = secrets[field] !== undefined;
    const wanted = secrets.mode === mode;
    // Without it people seal them, with the commands of the README.
    const mayLack = field === 'encryptedData' && wanted;
    if (is !== wanted && !mayLack) {
      findings.error(
        'secrets-mode',
        `secrets.${field}`,
        `secrets.${field} is ${is ? 'given' : 'missing'}, and secrets.mode is ${
          secrets.mode ?? 'existing'
        }`,
        wanted
          ? `secrets.mode ${mode} needs it`
          : `Leave it out, or set secrets.mode to ${mode}`,
        is ? leaveOut(`secrets.${field}`) : undefined,
      );
    }
  }
}

/** Every key of every Secret must come from somewhere, and no other. */
function checkKeys(input: EngineInput, findings: Findings): void {
  const { mode, remoteKeys, encryptedData } = input.secrets;
  const [field, given] =
    mode === 'externalSecrets'
      ? (['remoteKeys', remoteKeys] as const)
      : (['encryptedData', encryptedData] as const);
  if (!given) return;
  for (const { part, keys } of usedSecrets(input)) {
    const path = `secrets.${field}.${part}`;
    const found = Object.keys(given[part] ?? {});
    // The template writes it from the providers.
    const written =
      field === 'remoteKeys' && part === 'controlPlane' && input.oidc
        ? ['oidcProviders']
        : [];
    const missing = keys.filter(
      key => !found.includes(key) && !written.includes(key),
    );
    const unknown = found.filter(
      key => !keys.includes(key) || written.includes(key),
    );
    if (missing.length > 0) {
      findings.error(
        'secret-keys',
        path,
        `${path} lacks ${missing.join(', ')}, without which the pods of chart ${
          input.chartVersion
        } do not start`,
        'Give an entry for each',
      );
    }
    if (unknown.length > 0) {
      findings.error(
        'secret-keys',
        path,
        `${path} has ${unknown
          .slice(0, 5)
          .map(shown)
          .join(', ')}, which nothing reads in chart ${input.chartVersion}`,
        `Accepted: ${keys.filter(key => !written.includes(key)).join(', ')}`,
        unknown.length < found.length ? leaveOut(path, ...unknown) : undefined,
      );
    }
  }
  if (given.redis && input.secrets.redis === undefined) {
    findings.error(
      'secret-keys',
      `secrets.${field}.redis`,
      `secrets.${field}.redis is given, but secrets.redis names no Secret`,
      'Name the Secret in secrets.redis, or leave the keys out',
      leaveOut(`secrets.${field}.redis`),
    );
  }
}

/** What the chart makes of a value must have the chart's name where Argo CD installs. */
function checkSupplied(
  input: EngineInput,
  target: RenderTarget | undefined,
  findings: Findings,
): void {
  for (const { field, name, chartSecret, key } of suppliedSecrets(input)) {
    checkSecretName(field, name, findings);
    if (
      target &&
      target.gitops?.tool !== 'flux' &&
      isDnsSubdomain(name) &&
      name !== chartSecret
    ) {
      findings.error(
        'secret-of-chart',
        field,
        `${field} is ${shown(
          name,
        )}; the chart makes the Secret '${chartSecret}' itself, from a value that must not be in git, and Argo CD can only leave that one alone`,
        `Make the Secret '${chartSecret}' with the key ${key} before the first sync, and name it here`,
        setAt(field, chartSecret),
      );
    }
  }
}

/** Names of Secrets, where their keys come from, and providers of sign-in. */
export function checkSecrets(
  input: EngineInput,
  target: RenderTarget | undefined,
  findings: Findings,
): void {
  const used = usedSecrets(input);
  used.forEach(({ part, name }) =>
    checkSecretName(`secrets.${part}`, name, findings),
  );
  used.forEach(({ part, name }, index) => {
    if (
      input.secrets.mode !== undefined &&
      input.secrets.mode !== 'existing' &&
      used.slice(0, index).some(other => other.name === name)
    ) {
      findings.error(
        'secret-names-equal',
        `secrets.${part}`,
        `secrets.${part} is ${shown(
          name,
        )}, and another Secret of the engine has that name`,
        'Name each Secret differently',
      );
    }
  });
  (input.imagePullSecrets ?? []).forEach((name, index) =>
    checkSecretName(`imagePullSecrets[${index}]`, name, findings),
  );
  checkMode(input, findings);
  checkKeys(input, findings);
  checkSupplied(input, target, findings);
  if (
    input.s3proxy &&
    chartCapabilities(input.chartVersion).s3proxy === 'azure-flat'
  ) {
    checkSecretName('s3proxy.secret', input.s3proxy.secret, findings);
  }
  checkOidc(input, findings);
  checkCookiesSecret(input, findings);
  const { externalRedis } = chartCapabilities(input.chartVersion);
  if (input.secrets.redis && !externalRedis) {
    findings.info(
      'redis-unused',
      'secrets.redis',
      `secrets.redis is ${shown(input.secrets.redis)}; chart ${
        input.chartVersion
      } still installs its own Redis beside it`,
      'Charts from 0.15.0 leave it out',
    );
  }
  if (input.postgres) {
    findings.info(
      'postgres-address',
      'postgres',
      `postgres is given: the chart reads the database's address and password from ${shown(
        input.secrets.controlPlane,
      )} all the same`,
      `Write host ${
        engineNames(input.name, input.chartVersion).postgresService
      }:5432, user and database adaptive and the same password into it`,
    );
  }
}
