import { parse } from 'yaml';
import { chartCapabilities } from '../capabilities';
import type { EngineInput, PoolInput } from '../model';
import { engineNames, poolKey } from '../names';
import { shown } from '../parse/inputReader';
import { checkAmounts, checkSelector, checkWhole } from './common';
import type { Findings } from './findings';
import { setAt } from './fixes';
import { checkPoolOverrides } from './poolOverrides';
import { isDnsLabel } from './syntax';

const MAX_GPUS_PER_REPLICA = 16;

/** What most GPU nodes have; nothing here knows the nodes of the cluster. */
const USUAL_GPUS_PER_NODE = 8;
const MAX_REPLICAS = 1000;

/** KEDA puts `keda-hpa-` in front to name the HPA, which may have 63 characters. */
const MAX_SCALED_OBJECT = 54;
const MAX_NAME = 63;

/** The chart writes the name into YAML without quotes. */
function readsAsText(name: string): boolean {
  return ['1.1', '1.2'].every(version => {
    try {
      return parse(name, { version: version as '1.1' | '1.2' }) === name;
    } catch {
      return false;
    }
  });
}

function checkName(
  input: EngineInput,
  pool: PoolInput,
  path: string,
  findings: Findings,
): void {
  const { chartVersion } = input;
  const key = poolKey(pool.name, chartVersion);
  if (
    !/^[A-Za-z0-9]([A-Za-z0-9 _-]*[A-Za-z0-9])?$/.test(pool.name) ||
    !isDnsLabel(key)
  ) {
    findings.error(
      'pool-name',
      `${path}.name`,
      `${path}.name is ${shown(
        pool.name,
      )}, which cannot become part of the names of objects`,
      "Accepted are at most 63 letters, digits, '-', '_' and single spaces, beginning and ending with a letter or digit",
    );
    return;
  }
  if (!readsAsText(pool.name)) {
    findings.error(
      'pool-name-not-text',
      `${path}.name`,
      `${path}.name is ${shown(
        pool.name,
      )}, which the chart writes without quotes, so that it is read as a number, a switch or a date`,
      'Begin the name with a word, for example pool-1',
      setAt(`${path}.name`, `pool-${pool.name}`),
    );
  }
  if (key !== pool.name) {
    findings.warning(
      'pool-name-changes',
      `${path}.name`,
      `${path}.name is ${shown(
        pool.name,
      )}, which chart ${chartVersion} writes as '${key}' in names and labels; metrics keep the name as given`,
      `Name it '${key}' to have one name everywhere, if that stays the same in the chosen chart version`,
      poolKey(key, chartVersion) === key
        ? setAt(`${path}.name`, key)
        : undefined,
    );
  }
  const workload = engineNames(input.name, chartVersion).poolWorkload(
    pool.name,
  );
  if (workload.length > MAX_NAME) {
    findings.error(
      'pool-workload-name',
      `${path}.name`,
      `${path}.name is ${shown(pool.name)}; its workload '${workload}' has ${
        workload.length
      } characters`,
      `Accepted are at most ${MAX_NAME}: shorten the name by ${
        workload.length - MAX_NAME
      }`,
    );
  } else if (
    input.autoscaling.mode !== 'off' &&
    workload.length > MAX_SCALED_OBJECT
  ) {
    findings.error(
      'hpa-name',
      `${path}.name`,
      `${path}.name is ${shown(
        pool.name,
      )}; the HPA 'keda-hpa-${workload}' of its ScaledObject has ${
        workload.length + 9
      } characters`,
      `Accepted are at most ${MAX_NAME}: shorten the name by ${
        workload.length - MAX_SCALED_OBJECT
      }`,
    );
  }
}

function checkReplicas(
  { minReplicas, maxReplicas }: PoolInput,
  mode: EngineInput['autoscaling']['mode'],
  path: string,
  findings: Findings,
): void {
  const rule = 'pool-replicas';
  const valid = [
    checkWhole(
      minReplicas,
      `${path}.minReplicas`,
      MAX_REPLICAS,
      rule,
      findings,
    ),
    checkWhole(
      maxReplicas,
      `${path}.maxReplicas`,
      MAX_REPLICAS,
      rule,
      findings,
    ),
  ];
  if (valid.includes(false)) {
    return;
  }
  if (minReplicas > maxReplicas) {
    findings.error(
      'pool-min-above-max',
      `${path}.maxReplicas`,
      `${path}.maxReplicas is ${maxReplicas}, less than minReplicas, which is ${minReplicas}`,
      `Accepted are ${minReplicas} and more, or a smaller minReplicas`,
      setAt(`${path}.maxReplicas`, minReplicas),
    );
  } else if (mode === 'off' && minReplicas < maxReplicas) {
    findings.warning(
      'pool-max-unused',
      `${path}.maxReplicas`,
      `${path}.maxReplicas is ${maxReplicas}, but nothing scales the pool: it stays at ${minReplicas}`,
      'Set minReplicas to what is needed and maxReplicas to the same, or autoscaling.mode to platform',
      setAt(`${path}.maxReplicas`, minReplicas),
    );
  }
}

function checkResources(
  pool: PoolInput,
  path: string,
  findings: Findings,
): void {
  if (!pool.resources) {
    if (pool.gpusPerReplica < 8) {
      findings.info(
        'pool-resources-default',
        `${path}.resources`,
        `${path}.resources is not given: each replica asks for the chart's 30 CPU and 500Gi beside its ${
          pool.gpusPerReplica === 1 ? 'GPU' : `${pool.gpusPerReplica} GPUs`
        }, so that CPU or memory of a node may run out before its GPUs`,
        'Give cpu and memory that match the share of a node',
      );
    }
    return;
  }
  checkAmounts(pool.resources, `${path}.resources`, 'pool', findings);
}

function checkGpus(
  { gpusPerReplica }: PoolInput,
  path: string,
  findings: Findings,
): void {
  const at = `${path}.gpusPerReplica`;
  const valid = checkWhole(
    gpusPerReplica,
    at,
    MAX_GPUS_PER_REPLICA,
    'pool-gpus',
    findings,
  );
  const left = USUAL_GPUS_PER_NODE % gpusPerReplica;
  if (!valid || left === 0) return;
  findings.warning(
    'pool-gpus-node',
    at,
    `${at} is ${gpusPerReplica}, but most GPU nodes have ${USUAL_GPUS_PER_NODE}: ${
      gpusPerReplica > USUAL_GPUS_PER_NODE
        ? 'a replica fits on none of them and stays pending'
        : `on a node that is full of such replicas, ${left} stay unused`
    }`,
    'Choose 1, 2, 4 or 8, or make sure that the nodes have as many as it takes',
  );
}

/** What concerns all pools together. */
function checkTogether(input: EngineInput, findings: Findings): void {
  const first = new Map<string, string>();
  input.pools.forEach((pool, index) => {
    const key = poolKey(pool.name, input.chartVersion);
    const other = first.get(key);
    if (other !== undefined) {
      findings.error(
        'pool-names-equal',
        `pools[${index}].name`,
        `pools[${index}].name is ${shown(pool.name)}, and ${shown(
          other,
        )} is there already: chart ${
          input.chartVersion
        } writes both as '${key}'`,
        'Give one of them another name',
      );
    }
    first.set(key, other ?? pool.name);
  });

  const { faults, pools } = chartCapabilities(input.chartVersion);
  if (!faults.some(({ id }) => id === 'single-node-selector-key')) {
    return;
  }
  input.pools.forEach((pool, index) => {
    const count = Object.keys(pool.nodeSelector ?? {}).length;
    if (count > 1) {
      findings.error(
        'node-selector-keys',
        `pools[${index}].nodeSelector`,
        `pools[${index}].nodeSelector has ${count} keys, which chart ${input.chartVersion} cannot render`,
        'Accepted is one key; charts from 0.28.0 take more',
      );
    }
  });
  const group = input.defaultGroup?.nodeSelector;
  const keys = input.pools.map(pool =>
    Object.keys(pool.nodeSelector ?? {}).join(','),
  );
  const inherited = Object.keys(group ?? {}).join(',');
  if (inherited !== '' && keys.some(key => key !== inherited)) {
    findings.error(
      'node-selector-differs',
      'defaultGroup.nodeSelector',
      `defaultGroup.nodeSelector has the key ${shown(
        inherited,
      )}, which every pool inherits`,
      'Use the same key in all pools, or none in the group',
    );
  }
  if (pools.shape === 'deployment' && new Set(keys).size > 1) {
    const index = keys.findIndex(key => key !== keys[0]);
    findings.error(
      'node-selector-differs',
      `pools[${index}].nodeSelector`,
      `pools[${index}].nodeSelector has ${
        keys[index] ? `the key ${shown(keys[index])}` : 'no key'
      }, and pools[0] ${
        keys[0] ? `the key ${shown(keys[0])}` : 'none'
      }; up to chart 0.23.0 a pool inherits the keys of the pools before it`,
      'Use the same key in all pools, or in none',
    );
  }
}

/** Names, sizes and places of the compute pools. */
export function checkPools(input: EngineInput, findings: Findings): void {
  if (input.pools.length === 0) {
    findings.error(
      'pools-missing',
      'pools',
      'pools is empty',
      'Add at least one compute pool',
    );
  }
  input.pools.forEach((pool, index) => {
    const path = `pools[${index}]`;
    checkName(input, pool, path, findings);
    checkReplicas(pool, input.autoscaling.mode, path, findings);
    checkGpus(pool, path, findings);
    checkSelector(pool.nodeSelector, path, findings);
    checkResources(pool, path, findings);
  });
  checkTogether(input, findings);
  checkPoolOverrides(input, findings);
}
