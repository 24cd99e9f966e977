import { badRequest } from './errors';
import { at } from './json';
import type { KubernetesObject } from './object';

export type Predicate = (object: KubernetesObject) => boolean;

type LabelTest = (labels: Record<string, string>) => boolean;

const KEY =
  /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)?$/;

/** Splits at commas that are not inside parentheses. */
function splitTerms(selector: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let current = '';
  for (const char of selector) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (char === ',' && depth === 0) {
      terms.push(current);
      current = '';
    } else {
      current += char;
    }
  }
  terms.push(current);
  return terms.map(term => term.trim()).filter(term => term !== '');
}

function badSelector(selector: string, why: string): Error {
  return badRequest(
    `unable to parse requirement: labelSelector "${selector}": ${why}`,
  );
}

function checkKey(selector: string, key: string): string {
  if (!KEY.test(key)) {
    throw badSelector(selector, `"${key}" is not a valid label key`);
  }
  return key;
}

function checkValue(selector: string, value: string): string {
  if (!VALUE.test(value) || value.length > 63) {
    throw badSelector(selector, `"${value}" is not a valid label value`);
  }
  return value;
}

function parseTerm(selector: string, term: string): LabelTest {
  const setBased = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
  if (setBased) {
    const key = checkKey(selector, setBased[1]);
    const values = new Set(
      setBased[3].split(',').map(value => checkValue(selector, value.trim())),
    );
    return setBased[2] === 'in'
      ? labels => key in labels && values.has(labels[key])
      : labels => !(key in labels) || !values.has(labels[key]);
  }
  const equality = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(term);
  if (equality) {
    const key = checkKey(selector, equality[1]);
    const value = checkValue(selector, equality[3]);
    return equality[2] === '!='
      ? labels => labels[key] !== value
      : labels => labels[key] === value;
  }
  if (term.startsWith('!')) {
    const key = checkKey(selector, term.slice(1).trim());
    return labels => !(key in labels);
  }
  const key = checkKey(selector, term);
  return labels => key in labels;
}

/** Parses Kubernetes label selector syntax: equality, set-based, exists. Throws a 400 KubeError on bad syntax. */
export function parseLabelSelector(selector: string | undefined): Predicate {
  const tests = splitTerms(selector ?? '').map(term =>
    parseTerm(selector ?? '', term),
  );
  if (tests.length === 0) {
    return () => true;
  }
  return object => {
    const labels = object.metadata.labels ?? {};
    return tests.every(test => test(labels));
  };
}

const COMMON_FIELDS = ['metadata.name', 'metadata.namespace'];
const FIELDS_BY_RESOURCE: Record<string, string[]> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
  ],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  'apps/replicasets': ['status.replicas'],
};

function fieldText(object: KubernetesObject, field: string): string {
  if (field === 'source') {
    return String(at(object, 'source', 'component') ?? '');
  }
  return String(at(object, ...field.split('.')) ?? '');
}

/**
 * Parses field selector syntax (`=`, `==`, `!=`). Only the fields that the real API server indexes for this resource are
 * accepted; others are a 400, as there.
 */
export function parseFieldSelector(
  selector: string | undefined,
  resource: string,
): Predicate {
  const known = [...COMMON_FIELDS, ...(FIELDS_BY_RESOURCE[resource] ?? [])];
  const tests = splitTerms(selector ?? '').map(term => {
    const match = /^([^=!]+?)\s*(==|=|!=)\s*(.*)$/.exec(term);
    if (!match) {
      throw badRequest(
        `invalid field selector "${selector}": "${term}" is no <field>=<value>`,
      );
    }
    const [, field, operator, value] = match;
    if (!known.includes(field)) {
      throw badRequest(
        `Unable to find "${resource}" that match label selector "", field selector "${selector}": field label not supported: ${field}`,
      );
    }
    return (object: KubernetesObject) =>
      (fieldText(object, field) === value) === (operator !== '!=');
  });
  return object => tests.every(test => test(object));
}
