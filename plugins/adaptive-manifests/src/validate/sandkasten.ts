import type { EngineInput } from '../model';
import { shown } from '../parse/inputReader';
import { since } from '../predict/history';
import { checkAmounts, checkWhole } from './common';
import type { Findings } from './findings';

const MAX_REPLICAS = 100;

function isCidr(text: string): boolean {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(
    text,
  );
  return (
    match !== null &&
    match.slice(1, 5).every(part => Number(part) <= 255) &&
    Number(match[5]) <= 32
  );
}

/** The service that runs recipes, and what it may reach. */
export function checkSandkasten(input: EngineInput, findings: Findings): void {
  const { sandkasten } = input;
  if (!sandkasten) return;
  if (sandkasten.replicas !== undefined) {
    checkWhole(
      sandkasten.replicas,
      'sandkasten.replicas',
      MAX_REPLICAS,
      'sandkasten-replicas',
      findings,
    );
  }
  if (sandkasten.resources) {
    checkAmounts(
      sandkasten.resources,
      'sandkasten.resources',
      'sandkasten',
      findings,
    );
  }
  const policy = sandkasten.networkPolicy;
  const path = 'sandkasten.networkPolicy';
  const cidrs = [
    ...(policy?.blockedCidrs ?? []).map((cidr, index) => [
      `${path}.blockedCidrs[${index}]`,
      cidr,
    ]),
    ...(policy?.allowed ?? []).map(({ cidr }, index) => [
      `${path}.allowed[${index}].cidr`,
      cidr,
    ]),
  ];
  for (const [at, cidr] of cidrs) {
    if (!isCidr(cidr)) {
      findings.error(
        'cidr',
        at,
        `${at} is ${shown(cidr)}, which is no IPv4 network`,
        'Accepted is for example 10.50.0.0/16',
      );
    }
  }
  (policy?.allowed ?? []).forEach(({ port }, index) =>
    checkWhole(
      port,
      `${path}.allowed[${index}].port`,
      65535,
      'network-port',
      findings,
    ),
  );
  if (policy && since(input.chartVersion, 'recipeRunner')) {
    findings.warning(
      'network-policy-api-server',
      path,
      `${path} is given; from chart 0.34.0 the service starts a pod per recipe through the cluster's API server, whose address is usually private and so blocked`,
      'Add the address and port of the API server to allowed',
    );
  }
}
