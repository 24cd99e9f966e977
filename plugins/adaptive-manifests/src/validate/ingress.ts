import type { EngineInput } from '../model';
import { shown } from '../parse/inputReader';
import { checkSecretName } from './secrets';
import type { Findings } from './findings';
import { leaveOut, setAt } from './fixes';
import { isDnsSubdomain, isLabelKey, urlFault } from './syntax';

function isHost(text: string): boolean {
  return isDnsSubdomain(text.replace(/^\*\./, ''));
}

/** A wildcard stands for exactly one label. */
function covers(host: string, name: string): boolean {
  return host.startsWith('*.')
    ? name.slice(name.indexOf('.') + 1) === host.slice(2)
    : host === name;
}

function checkHost(path: string, host: string, findings: Findings): void {
  if (!isHost(host)) {
    findings.error(
      'ingress-host',
      path,
      `${path} is ${shown(host)}, which is no host name`,
      'Accepted is a name without scheme, port and path, for example chat.example.com',
    );
  }
}

function checkTls(input: EngineInput, findings: Findings): void {
  const { hosts, tls = [] } = input.ingress ?? { hosts: [] };
  tls.forEach(({ secretName, hosts: covered }, index) => {
    const path = `ingress.tls[${index}]`;
    checkSecretName(`${path}.secretName`, secretName, findings);
    covered.forEach((host, at) => {
      checkHost(`${path}.hosts[${at}]`, host, findings);
      if (!hosts.some(other => covers(host, other.host))) {
        findings.error(
          'ingress-tls-host',
          `${path}.hosts[${at}]`,
          `${path}.hosts[${at}] is ${shown(
            host,
          )}, which is no host of the Ingress`,
          'Name a host of ingress.hosts',
        );
      }
    });
  });
}

/** Hosts of the Ingress, and whether the engine's address is one of them. */
export function checkIngress(input: EngineInput, findings: Findings): void {
  const { ingress, rootUrl } = input;
  if (!ingress) return;
  if (ingress.hosts.length === 0) {
    findings.error(
      'ingress-hosts',
      'ingress.hosts',
      'ingress.hosts is empty',
      'Add the host of rootUrl',
      urlFault(rootUrl, false) === undefined
        ? setAt('ingress.hosts', [{ host: new URL(rootUrl).hostname }])
        : undefined,
    );
  }
  ingress.hosts.forEach(({ host, paths }, index) => {
    checkHost(`ingress.hosts[${index}].host`, host, findings);
    (paths ?? []).forEach(({ path }, at) => {
      if (!path.startsWith('/')) {
        findings.error(
          'ingress-path',
          `ingress.hosts[${index}].paths[${at}].path`,
          `ingress.hosts[${index}].paths[${at}].path is ${shown(path)}`,
          'Accepted is a path that begins with /',
          setAt(`ingress.hosts[${index}].paths[${at}].path`, `/${path}`),
        );
      }
    });
  });
  if (ingress.className !== undefined && !isDnsSubdomain(ingress.className)) {
    findings.error(
      'ingress-class',
      'ingress.className',
      `ingress.className is ${shown(
        ingress.className,
      )}, which is no name of an IngressClass`,
      'Accepted is for example nginx',
    );
  }
  for (const key of Object.keys(ingress.annotations ?? {})) {
    if (!isLabelKey(key)) {
      findings.error(
        'ingress-annotation',
        'ingress.annotations',
        `ingress.annotations has ${shown(key)}, which is no annotation`,
        'Accepted is for example cert-manager.io/cluster-issuer',
        leaveOut('ingress.annotations', key),
      );
    }
  }
  checkTls(input, findings);
  if (urlFault(rootUrl, false) === undefined) {
    checkAddress(input, new URL(rootUrl), findings);
  }
}

function checkAddress(
  { ingress }: EngineInput,
  { hostname, protocol }: URL,
  findings: Findings,
): void {
  const hosts = ingress?.hosts ?? [];
  if (!hosts.some(({ host }) => covers(host, hostname))) {
    findings.error(
      'root-url-ingress',
      'ingress.hosts',
      `ingress.hosts has no ${shown(
        hostname,
      )}, the host of rootUrl, so that nobody reaches the engine at its own address`,
      'Add the host, or correct rootUrl',
      setAt('ingress.hosts.-', { host: hostname }),
    );
  }
  const secured = (ingress?.tls ?? []).some(({ hosts: names }) =>
    names.some(name => covers(name, hostname)),
  );
  if (protocol === 'https:' && !secured) {
    findings.info(
      'ingress-without-tls',
      'ingress.tls',
      `rootUrl has https, and ingress.tls has no certificate for ${shown(
        hostname,
      )}`,
      'Add one, unless the load balancer in front has it',
    );
  }
}
