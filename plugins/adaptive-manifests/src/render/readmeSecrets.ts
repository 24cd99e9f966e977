import type { EngineInput, RenderTarget, RepositoryLayout } from '../model';
import { code } from './markdown';
import {
  otherSecrets,
  sealedByPeople,
  sealedSecretFile,
  usedSecrets,
} from './secretManifests';
import { suppliedSecrets } from './suppliedSecrets';

/** Commands that make the Secrets; the values are read from files, so that no shell history keeps them. */
function commands(input: EngineInput): string[] {
  return [
    'Write each value into a file of that name in an empty folder, without a line break at its end, then run there:',
    '',
    '```sh',
    ...usedSecrets(input).flatMap(({ name, keys }) => [
      `kubectl create secret generic ${name} --namespace ${input.namespace} \\`,
      ...keys.map(
        (key, index) =>
          `  --from-file=${key}=./${key}${
            index < keys.length - 1 ? ' \\' : ''
          }`,
      ),
    ]),
    '```',
  ];
}

/** Commands that seal the Secrets into files; nobody but the cluster's controller can open them. */
function sealing(input: EngineInput, folder: string): string[] {
  return [
    `They come from files in ${code(
      folder,
    )}, which are safe in git. Write each value into a file of that name in an empty folder, without a line break at its end, run there, and move the files to that folder:`,
    '',
    '```sh',
    ...usedSecrets(input).flatMap(({ name, keys }) => [
      `kubectl create secret generic ${name} --namespace ${input.namespace} \\`,
      ...keys.map(key => `  --from-file=${key}=./${key} \\`),
      '  --dry-run=client --output yaml |',
      `  kubeseal --cert ./certificate.pem --format yaml > ${sealedSecretFile(
        name,
      )}`,
    ]),
    '```',
    '',
    `${code(
      'certificate.pem',
    )} is the public certificate of the controller; ${code(
      'kubeseal --fetch-cert',
    )} asks the cluster for it.`,
  ];
}

/** What people have to do for the Secrets to exist. */
function instructions(
  input: EngineInput,
  target: RenderTarget,
  paths: RepositoryLayout,
): string[] {
  if (input.secrets.mode === 'manual') return ['', ...commands(input)];
  if (!sealedByPeople(input)) return [];
  const folder =
    target.gitops?.tool === 'flux'
      ? `${paths.manifests}/secrets`
      : paths.manifests;
  return ['', ...sealing(input, folder)];
}

function introduction(input: EngineInput): string {
  const where = `namespace ${code(input.namespace)}`;
  const length = `${code('cookiesSecret')} has at least 64 characters.`;
  switch (input.secrets.mode) {
    case 'externalSecrets':
      return `The External Secrets Operator copies these into ${where}; the portal never sees their values. ${length}`;
    case 'sealedSecrets':
      return `These are sealed for the controller of cluster ${code(
        input.cluster,
      )}, which opens them in ${where}. ${length}`;
    default:
      return `These must exist in ${where} with these keys; the portal never sees their values. ${length}`;
  }
}

/** What the chart makes of a value that must not be in git. */
function supplied(input: EngineInput, target: RenderTarget): string[] {
  return suppliedSecrets(input).map(({ name, key }) =>
    target.gitops?.tool === 'flux'
      ? `- ${code(name)} with the key ${code(
          key,
        )} must exist: Flux hands it to the chart.`
      : `- ${code(name)} with the key ${code(
          key,
        )} must exist before the first sync, which otherwise makes one with a value that nobody knows.`,
  );
}

/** Secrets that nothing but people brings into the namespace. */
function others(input: EngineInput): string[] {
  return otherSecrets(input).map(
    ({ name, keys }) =>
      `- ${code(name)} must exist, with ${
        keys.length > 0
          ? `the keys ${keys.map(code).join(', ')}`
          : `the environment of all parts, for example ${code(
              'AWS_ACCESS_KEY_ID',
            )} and ${code('AWS_SECRET_ACCESS_KEY')}`
      }.`,
  );
}

/** Which Secrets the engine needs, and how they come to be. */
export function secretsSection(
  input: EngineInput,
  target: RenderTarget,
  paths: RepositoryLayout,
): string[] {
  const more = [...supplied(input, target), ...others(input)];
  return [
    '## Secrets',
    '',
    introduction(input),
    '',
    '| Secret | keys |',
    '| --- | --- |',
    ...usedSecrets(input).map(
      ({ name, keys }) => `| ${code(name)} | ${keys.map(code).join(', ')} |`,
    ),
    ...instructions(input, target, paths),
    ...(more.length > 0 ? ['', ...more] : []),
    ...(input.oidc && input.secrets.mode !== 'externalSecrets'
      ? [
          '',
          `The text for ${code('oidcProviders')} is in ${code(
            'oidc-providers.toml',
          )}; add ${code('client_secret')} to each provider that has one.`,
        ]
      : []),
  ];
}
