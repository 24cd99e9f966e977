/** Name of most objects and of namespaces (RFC 1123 label). */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

/** Name of Secrets, for example (RFC 1123 subdomain). */
export function isDnsSubdomain(text: string): boolean {
  return (
    text.length <= 253 &&
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(
      text,
    )
  );
}

const LABEL_NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** Key of a Kubernetes label: a name, with an optional DNS prefix. */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf('/');
  return (
    LABEL_NAME.test(text.slice(slash + 1)) &&
    (slash < 0 || isDnsSubdomain(text.slice(0, slash)))
  );
}

export function isLabelValue(text: string): boolean {
  return LABEL_NAME.test(text);
}

/** Names that the portal accepts for clusters, as in its configuration. */
export function isClusterName(text: string): boolean {
  return /^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/.test(text);
}

/** Path of an OCI repository (distribution specification). */
export function isImageRepository(text: string): boolean {
  return (
    text.length <= 255 &&
    /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/.test(
      text,
    )
  );
}

/** OCI tag (distribution specification). */
export function isImageTag(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(text);
}

/** Host of a registry with optional port and path, without a scheme. */
export function isRegistry(text: string): boolean {
  const [host, ...path] = text.split('/');
  return (
    /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$/.test(host) &&
    (path.length === 0 || isImageRepository(path.join('/')))
  );
}

/** A Prometheus duration of one unit or several, not zero. */
export function isPrometheusDuration(text: string): boolean {
  return (
    /^(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/.test(text) &&
    /[1-9]/.test(text)
  );
}

/** Name of a metric label. */
export function isPrometheusLabel(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

/** Host of a URL: an IP address, or a name of DNS labels that may end with a dot. */
function isUrlHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return (
    hostname.startsWith('[') ||
    (name.length <= 253 && name.split('.').every(isDnsLabel))
  );
}

/** What is wrong with an absolute http(s) URL, in words; `undefined` when nothing is. */
export function urlFault(text: string, allowPath: boolean): string | undefined {
  if (/\s/.test(text) || !URL.canParse(text)) {
    return 'is no absolute URL';
  }
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return 'is no http or https URL';
  }
  // The parser also takes `https:host` and backslashes; the programs that read the manifests may not.
  if (!/^https?:\/\/[^/\\]/i.test(text) || text.includes('\\')) {
    return 'is no absolute URL';
  }
  if (url.username !== '' || url.password !== '' || text.includes('@')) {
    return 'has a user name or password';
  }
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) {
    return 'has a query or a fragment';
  }
  if (!isUrlHost(url.hostname)) {
    return 'has a host that is no DNS name: its labels, between the dots, have 1 to 63 letters, digits and hyphens';
  }
  return !allowPath && url.pathname !== '/' ? 'has a path' : undefined;
}
