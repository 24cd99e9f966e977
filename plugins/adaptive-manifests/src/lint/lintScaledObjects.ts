import {
  desiredForAverageValue,
  reachableMaximum,
} from '@adaptive-portal/plugin-adaptive-common';
import type { JsonObject } from '@backstage/types';
import type { Finding } from '../model';
import { Findings } from '../validate/findings';
import {
  scaledObjectFacts,
  type ScaledObjectFacts,
  type TriggerFacts,
} from './scaledObjectFacts';

/** Behaviours of a fallback that never take replicas away. */
const HARMLESS_FALLBACK = ['currentReplicas', 'currentReplicasIfHigher'];

function checkTrigger(
  { id, max }: ScaledObjectFacts,
  trigger: TriggerFacts,
  findings: Findings,
): boolean {
  const path = `${id} ${trigger.path}`;
  const { faultAt } = trigger.query;
  if (faultAt !== undefined) {
    findings.error(
      'promql',
      `${path}.metadata.query`,
      `${path}.metadata.query is no PromQL from character ${faultAt + 1} on`,
      'Correct the query',
    );
  }
  const valid = trigger.threshold > 0 && Number.isFinite(trigger.threshold);
  if (!valid) {
    findings.error(
      'trigger-threshold',
      `${path}.metadata.threshold`,
      `${path}.metadata.threshold is no number above 0`,
      'Accepted is a number above 0, as text',
    );
  }
  if (trigger.ignoresNull) {
    findings.warning(
      'trigger-blind',
      `${path}.metadata.ignoreNullValues`,
      `${path} takes a missing series for 0: a pool that nobody scrapes passes for an idle one and is scaled in`,
      'Set ignoreNullValues to "false"',
    );
  }
  if (valid && trigger.query.isRatio && trigger.metricType === 'AverageValue') {
    checkRatio(path, trigger.threshold, max, findings);
  }
  return valid;
}

/** AverageValue of a ratio: ratio ÷ threshold replicas, whatever runs now. */
function checkRatio(
  path: string,
  threshold: number,
  max: number,
  findings: Findings,
): void {
  const reachable = reachableMaximum(threshold);
  if (max > reachable) {
    findings.warning(
      'max-unreachable',
      path,
      `${path} is a ratio with AverageValue ${threshold}, which asks for at most ${reachable} replicas; maxReplicaCount is ${max}`,
      `Set maxReplicaCount to ${reachable}, or metricType to Value with a second trigger on the load`,
    );
  }
  const troubled = Math.min(1, 2 * threshold);
  const desired = desiredForAverageValue({
    total: troubled,
    target: threshold,
    currentReplicas: max,
  });
  if (desired < max) {
    findings.warning(
      'scale-in-under-timeouts',
      path,
      `${path} is a ratio with AverageValue ${threshold}: at a ratio of ${troubled}, above the threshold, a pool of ${max} is scaled in to ${desired}`,
      'Set metricType to Value and add a trigger on the load that holds the pool',
    );
  }
}

/** Value of a ratio multiplies what is ready: alone it grows until it stops, and halves what just holds. */
function checkRunaway(facts: ScaledObjectFacts, findings: Findings): void {
  const { id, min, max, triggers, otherTriggers } = facts;
  const alone =
    otherTriggers === 0 &&
    triggers.length > 0 &&
    triggers.every(
      ({ query, metricType }) => query.isRatio && metricType === 'Value',
    );
  if (alone && max > min) {
    findings.warning(
      'runaway',
      `${id} spec.triggers`,
      `${id} is scaled by a ratio with Value alone: it grows as long as new pods are not ready, and shrinks at half the threshold although it just holds`,
      'Add a trigger with AverageValue on the requests per second',
    );
  }
}

function checkObject(facts: ScaledObjectFacts, findings: Findings): void {
  const { id, min, max, fallback } = facts;
  if (min > max) {
    findings.error(
      'min-above-max',
      `${id} spec.maxReplicaCount`,
      `${id} spec.maxReplicaCount is ${max}, less than minReplicaCount, which is ${min}`,
      'KEDA refuses it: correct one of them',
    );
  }
  facts.triggers.forEach(trigger => checkTrigger(facts, trigger, findings));
  checkRunaway(facts, findings);
  if (
    fallback &&
    !HARMLESS_FALLBACK.includes(fallback.behavior) &&
    fallback.replicas < max
  ) {
    findings.warning(
      'fallback-cuts',
      `${id} spec.fallback`,
      `${id} spec.fallback sets the pool to ${fallback.replicas} replicas when its metrics are missing, although up to ${max} may be at work`,
      'Set behavior to currentReplicasIfHigher',
    );
  }
  if (facts.hasCoolDown && min >= 1) {
    findings.info(
      'cool-down-inert',
      `${id} spec.cooldownPeriod`,
      `${id} spec.cooldownPeriod does nothing: it is the wait before the last replica goes, and minReplicaCount is ${min}`,
      'Leave it out; the window before a pool shrinks is stabilizationWindowSeconds of scaleDown',
    );
  }
}

/** Pools of which some query reads more than their own series, by Prometheus and pool name. */
function checkShared(
  objects: readonly ScaledObjectFacts[],
  findings: Findings,
): void {
  const users = new Map<string, Map<string, boolean>>();
  for (const { id, triggers } of objects) {
    for (const { serverAddress, query } of triggers) {
      for (const { labels } of query.selectors) {
        if (labels.pool === undefined) continue;
        const key = JSON.stringify([serverAddress, labels.pool]);
        const byObject = users.get(key) ?? new Map<string, boolean>();
        const open = labels.namespace === undefined;
        byObject.set(id, (byObject.get(id) ?? false) || open);
        users.set(key, byObject);
      }
    }
  }
  for (const [key, byObject] of users) {
    const [, pool] = JSON.parse(key) as [string, string];
    const open = [...byObject].filter(([, isOpen]) => isOpen);
    const others = byObject.size - 1;
    for (const [id] of others > 0 ? open : []) {
      findings.warning(
        'pool-name-shared',
        `${id} spec.triggers`,
        `${id} reads all series with pool ${JSON.stringify(
          pool,
        )} of its Prometheus, where ${others} other ${
          others === 1 ? 'pool has' : 'pools have'
        } that name: they are added up`,
        'Match the namespace as well, or name the pools differently',
      );
    }
  }
}

/**
 * Looks for faults of autoscaling in ScaledObjects, whoever wrote them: a maximum that cannot be reached, scaling in
 * under timeouts, a ratio that runs away, triggers that take missing series for 0, fallbacks that cut, a cool-down that
 * does nothing, and pools of one name on one Prometheus. Pure; the arithmetic is that of the HPA.
 *
 * @param objects - ScaledObjects as plain data, not checked; other kinds are left out
 * @returns findings in the order of the objects; paths begin with `<namespace>/<name>`
 * @public
 */
export function lintScaledObjects(objects: readonly JsonObject[]): Finding[] {
  const findings = new Findings();
  const facts = objects
    .filter(({ kind }) => kind === 'ScaledObject')
    .map(scaledObjectFacts);
  facts.forEach(object => checkObject(object, findings));
  checkShared(facts, findings);
  return findings.all;
}
