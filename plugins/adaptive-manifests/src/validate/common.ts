import type {
  PlacementInput,
  ResourcesInput,
  StorageInput,
  TolerationInput,
} from '../model';
import { shown } from '../parse/inputReader';
import type { Findings } from './findings';
import { leaveOut, setAt } from './fixes';
import { isDnsSubdomain, isLabelKey, isLabelValue } from './syntax';

const MAX_CPU = 1024;
const QUANTITY = /^[1-9][0-9]{0,8}(Mi|Gi|Ti)$/;

export function isQuantity(text: string): boolean {
  return QUANTITY.test(text);
}

export function checkWhole(
  value: number,
  path: string,
  max: number,
  rule: string,
  findings: Findings,
): boolean {
  if (Number.isInteger(value) && value >= 1 && value <= max) {
    return true;
  }
  findings.error(
    rule,
    path,
    `${path} is ${value}`,
    `Accepted are whole numbers from 1 to ${max}`,
    setAt(path, Math.min(max, Math.max(1, Math.round(value)))),
  );
  return false;
}

export function checkAmounts(
  { cpu, memory }: ResourcesInput,
  path: string,
  part: string,
  findings: Findings,
): void {
  const steps = Math.round(cpu * 1000);
  if (cpu < 0.1 || cpu > MAX_CPU || cpu !== steps / 1000) {
    findings.error(
      `${part}-cpu`,
      `${path}.cpu`,
      `${path}.cpu is ${cpu}`,
      `Accepted are 0.1 to ${MAX_CPU} cores in steps of 0.001`,
      setAt(`${path}.cpu`, Math.min(MAX_CPU, Math.max(0.1, steps / 1000))),
    );
  }
  if (!isQuantity(memory)) {
    findings.error(
      `${part}-memory`,
      `${path}.memory`,
      `${path}.memory is ${shown(memory)}`,
      'Accepted is a whole number with Mi, Gi or Ti, for example 500Gi',
    );
  }
}

export function checkStorage(
  storage: StorageInput | undefined,
  path: string,
  findings: Findings,
): void {
  if (!storage) return;
  if (!isQuantity(storage.size)) {
    findings.error(
      'storage-size',
      `${path}.size`,
      `${path}.size is ${shown(storage.size)}`,
      'Accepted is a whole number with Mi, Gi or Ti, for example 10Gi',
    );
  }
  if (
    storage.storageClass !== undefined &&
    !isDnsSubdomain(storage.storageClass)
  ) {
    findings.error(
      'storage-class',
      `${path}.storageClass`,
      `${path}.storageClass is ${shown(
        storage.storageClass,
      )}, which is no name of a StorageClass`,
      "Accepted are lower case letters, digits, '-' and '.'",
    );
  }
}

export function checkSelector(
  selector: Record<string, string> | undefined,
  path: string,
  findings: Findings,
): void {
  for (const [key, value] of Object.entries(selector ?? {})) {
    if (!isLabelKey(key) || !isLabelValue(value)) {
      findings.error(
        'node-selector',
        `${path}.nodeSelector`,
        `${path}.nodeSelector has ${shown(key)} = ${shown(
          value,
        )}, which no node label can be`,
        'Accepted is a label key such as nvidia.com/gpu.product and a value of at most 63 letters, digits, - _ and .',
      );
    }
  }
}

export function checkEnv(
  env: Record<string, string> | undefined,
  path: string,
  findings: Findings,
): void {
  for (const name of Object.keys(env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      findings.error(
        'env-name',
        path,
        `${path} has ${shown(name)}, which is no name of a variable`,
        'Accepted are letters, digits and _, not beginning with a digit',
        leaveOut(path, name),
      );
    }
  }
}

export function checkTolerations(
  tolerations: readonly TolerationInput[] | undefined,
  path: string,
  findings: Findings,
): void {
  (tolerations ?? []).forEach(({ key, operator, value }, index) => {
    const at = `${path}.tolerations[${index}]`;
    const wrong =
      (key !== undefined && !isLabelKey(key)) ||
      (value !== undefined && value !== '' && !isLabelValue(value)) ||
      (operator === 'Exists' && value !== undefined) ||
      (operator !== 'Exists' && key === undefined);
    if (wrong) {
      findings.error(
        'toleration',
        at,
        `${at} is no toleration`,
        'Accepted are key with operator Exists, or key with operator Equal and value; only operator Exists may have no key',
      );
    }
  });
}

export function checkPlacement(
  part: PlacementInput | undefined,
  path: string,
  findings: Findings,
): void {
  checkSelector(part?.nodeSelector, path, findings);
  checkTolerations(part?.tolerations, path, findings);
  checkEnv(part?.extraEnv, `${path}.extraEnv`, findings);
}
