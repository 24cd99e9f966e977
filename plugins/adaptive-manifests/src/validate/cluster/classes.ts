import type { EngineInput, FindingFix, StorageInput } from '../../model';
import { shown } from '../../parse/inputReader';
import { clusterName, known, setTo, type ClusterContext } from './context';

/** Every volume that the input asks for, with the keys that lead to it. */
function storages(input: EngineInput): Array<[string[], StorageInput]> {
  const { mlflow, postgres, prometheus, tensorboard, monitoring } = input;
  const all: Array<[string, StorageInput | undefined]> = [
    ['mlflow', mlflow.mode === 'internal' ? mlflow.storage : undefined],
    ['postgres', postgres?.storage],
    ['prometheus', prometheus?.storage],
    ['tensorboard', tensorboard?.storage],
    ['monitoring', monitoring?.storage],
  ];
  return all.flatMap(
    ([part, storage]): Array<[string[], StorageInput]> =>
      storage ? [[[part, 'storage'], storage]] : [],
  );
}

function namesOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map(shown).join(', ');
}

/** With one way to choose there is nothing to think about. */
function only(
  keys: string[],
  names: readonly string[],
): FindingFix[] | undefined {
  return names.length === 1 ? setTo(keys, names[0]) : undefined;
}

function checkStorageClasses(context: ClusterContext): void {
  const { input, facts, findings } = context;
  const wanted = storages(input);
  if (wanted.length === 0) return;
  const classes = known(context, facts.storageClasses, {
    rule: 'storage-class',
    path: `${wanted[0][0].join('.')}.storageClass`,
    what: `${clusterName(context)} has the storage classes`,
  });
  if (!classes) return;
  const names = classes.map(({ name }) => name);
  const standard = classes.filter(item => item.default);
  const preferred = standard.length > 0 ? [standard[0].name] : names;
  for (const [keys, { storageClass }] of wanted) {
    const path = `${keys.join('.')}.storageClass`;
    if (storageClass === undefined && standard.length === 0) {
      findings.error(
        'storage-class-default',
        path,
        `${path} is not given, and ${clusterName(
          context,
        )} has no default storage class, so that the volume is never made`,
        `Accepted: ${namesOf(names)}`,
        only([...keys, 'storageClass'], names),
      );
    } else if (storageClass !== undefined && !names.includes(storageClass)) {
      findings.error(
        'storage-class-unknown',
        path,
        `${path} is ${shown(storageClass)}, which ${clusterName(
          context,
        )} does not have, so that the volume is never made`,
        `Accepted: ${namesOf(names)}`,
        only([...keys, 'storageClass'], preferred),
      );
    }
  }
}

function checkIngressClass(context: ClusterContext): void {
  const { input, facts, findings } = context;
  if (!input.ingress) return;
  const path = 'ingress.className';
  const classes = known(context, facts.ingressClasses, {
    rule: 'ingress-class',
    path,
    what: `${clusterName(context)} has the ingress class`,
  });
  const { className } = input.ingress;
  if (!classes) return;
  if (className === undefined) {
    if (classes.length === 0) {
      findings.error(
        'ingress-class-unknown',
        path,
        `${path} is not given, and ${clusterName(
          context,
        )} has no ingress class, so that nothing serves the Ingress`,
        'Have an ingress controller installed, or leave ingress out',
      );
    }
  } else if (!classes.includes(className)) {
    findings.error(
      'ingress-class-unknown',
      path,
      `${path} is ${shown(className)}, which ${clusterName(
        context,
      )} does not have, so that nothing serves the Ingress`,
      `Accepted: ${namesOf(classes)}`,
      only(['ingress', 'className'], classes),
    );
  }
}

/** Storage and ingress classes that the engine asks for. */
export function checkClasses(context: ClusterContext): void {
  checkStorageClasses(context);
  checkIngressClass(context);
}
