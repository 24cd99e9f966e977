import type { JsonObject } from '@backstage/types';
import {
  chartCapabilities,
  checkEngineInput,
  validateEngine,
  type Finding,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { secretsOf } from '../engine/engineOfForm';
import { SKELETON } from '../poolRules';
import { chartVersionOf } from '../sections/sectionRules';
import { isObject, valueAt } from '../sections/sectionValues';

/** The Secrets of the chart. */
export type SecretName = 'controlPlane' | 'harmony' | 'redis';

/**
 * One Secret that the engine reads.
 *
 * @internal
 */
export interface NeededSecret {
  id: SecretName;
  title: string;
  /** Name of the Secret in the namespace. */
  name: string;
  /** What sealed values are bound to: `<namespace>/<name>`. */
  scope: string;
  keys: readonly string[];
}

const TITLES: Record<SecretName, string> = {
  controlPlane: 'Control plane',
  harmony: 'Harmony',
  redis: 'Redis',
};

const IDS: SecretName[] = ['controlPlane', 'harmony', 'redis'];

/**
 * The Secrets that the engine of the form reads, with their keys in the chosen chart version.
 *
 * @internal
 */
export function neededSecrets(form: JsonObject): NeededSecret[] {
  const { secretKeys } = chartCapabilities(chartVersionOf(form));
  const names = secretsOf(form);
  const namespace =
    typeof form.namespace === 'string' ? form.namespace : undefined;
  return IDS.flatMap(id => {
    const name = names[id];
    return typeof name === 'string' && name !== ''
      ? [
          {
            id,
            title: TITLES[id],
            name,
            scope: `${namespace ?? ''}/${name}`,
            keys: secretKeys[id],
          },
        ]
      : [];
  });
}

/** Sealed values of a Secret that now has another name or namespace cannot be unsealed. */
function wrongScopes(form: JsonObject, supply: JsonObject): Finding[] {
  return neededSecrets(form).flatMap(({ id, title, scope }) => {
    const sealedFor = valueAt(supply, `sealedFor.${id}`);
    const sealed = valueAt(supply, `encryptedData.${id}`);
    return isObject(sealed) && sealedFor !== scope
      ? [
          {
            rule: 'sealed-scope',
            severity: 'error' as const,
            path: `secrets.encryptedData.${id}`,
            sentence: `Values of ${title} are sealed for ${sealedFor}, and the Secret is ${scope} now, which cannot read them`,
            remedy: 'Enter them again',
          },
        ]
      : [];
  });
}

/**
 * What the generator's rules say about the Secrets of the form.
 *
 * @param form - all values of the form, `secretsSupply` among them
 * @internal
 */
export function findInSecrets(form: JsonObject): Finding[] {
  const supply = isObject(form.secretsSupply) ? form.secretsSupply : {};
  const { input, findings } = checkEngineInput({
    ...SKELETON,
    chartVersion: chartVersionOf(form),
    secrets: secretsOf(form),
  });
  const found = (input ? validateEngine(input) : findings).filter(({ path }) =>
    /^secrets\b/.test(path),
  );
  return supply.mode === 'sealedSecrets'
    ? [...wrongScopes(form, supply), ...found]
    : found;
}
