import type { JsonObject, JsonValue } from '@backstage/types';
import { isObject, toText, type ValuesView } from '../predict/valuesView';
import { readOidcToml } from '../render/oidcToml';
import { annotatedMode, CHART_SECRETS } from '../render/secretManifests';
import type { EngineFiles } from './manifestReader';

const SECRET_VALUES = {
  controlPlane: 'secrets.existingControlPlaneSecret',
  harmony: 'secrets.existingHarmonySecret',
  redis: 'secrets.existingRedisSecret',
} as const;

/** Entries of each Secret by the name of its manifest. */
function perSecret(
  values: ValuesView,
  manifests: readonly ValuesView[],
  read: (manifest: ValuesView) => JsonObject,
): JsonObject {
  return Object.fromEntries(
    CHART_SECRETS.flatMap(part => {
      const name = values.text(SECRET_VALUES[part]);
      const manifest = manifests.find(
        view => view.text('metadata.name') === name,
      );
      return name !== '' && manifest ? [[part, read(manifest)]] : [];
    }),
  );
}

function remoteKeysOf(manifest: ValuesView, withClients: boolean): JsonObject {
  return Object.fromEntries(
    manifest
      .list('spec.data')
      .filter(isObject)
      .filter(
        ({ secretKey }) =>
          toText(secretKey).startsWith('oidc_') === withClients,
      )
      .map(({ secretKey, remoteRef }) => [
        toText(secretKey),
        remoteRef ?? null,
      ]),
  );
}

/** Names of the Secrets, and how they come into the namespace. */
export function secretsOf(values: ValuesView, files: EngineFiles): JsonObject {
  const names = Object.fromEntries(
    CHART_SECRETS.map(part => [
      part,
      values.text(SECRET_VALUES[part]) || undefined,
    ]),
  );
  const others = {
    ...names,
    s3Credentials: values.at('secrets.existingS3CredsSecret'),
  };
  const [external] = files.externalSecrets;
  if (external) {
    return {
      ...others,
      mode: 'externalSecrets',
      store: external.at('spec.secretStoreRef'),
      remoteKeys: perSecret(values, files.externalSecrets, manifest =>
        remoteKeysOf(manifest, false),
      ),
    };
  }
  const encryptedData = perSecret(values, files.sealedSecrets, manifest =>
    manifest.object('spec.encryptedData'),
  );
  // Some of them sealed by people beside the portal are no part of the engine.
  if (
    files.sealedSecrets.length > 0 &&
    CHART_SECRETS.every(part => !names[part] || encryptedData[part])
  ) {
    return { ...others, mode: 'sealedSecrets', encryptedData };
  }
  const installers = [
    ...(files.application ? [files.application] : []),
    ...(files.applicationSet ? [files.applicationSet] : []),
    ...files.helmReleases,
  ];
  const mode = installers
    .map(view => annotatedMode(view.object('metadata.annotations')))
    .find(found => found !== undefined);
  return { ...others, ...(mode ? { mode } : {}) };
}

/** Providers of sign-in, without what is secret about them. */
export function oidcOf(
  values: ValuesView,
  { externalSecrets, oidcToml }: EngineFiles,
): JsonValue | undefined {
  if (oidcToml !== undefined) {
    const toml = oidcToml.replace(/^#.*$/gm, '').trim();
    return readOidcToml(toml);
  }
  const manifest = externalSecrets.find(
    view =>
      view.text('metadata.name') === values.text(SECRET_VALUES.controlPlane),
  );
  const toml = manifest?.text('spec.target.template.data.oidcProviders');
  if (!manifest || !toml) return undefined;
  const clients = remoteKeysOf(manifest, true);
  return readOidcToml(toml).map(provider => ({
    ...provider,
    clientSecret: clients[`oidc_${toText(provider.key).replaceAll('-', '_')}`],
  }));
}
