/**
 * The URL when it is an absolute http or https URL without credentials, undefined otherwise. Everything that becomes
 * a link on a page passes through here, so that `javascript:` and the like never do.
 *
 * @public
 */
export function safeUrl(text: string | undefined): string | undefined {
  if (!text) {
    return undefined;
  }
  try {
    const url = new URL(text);
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    return isWeb && !url.username && !url.password ? url.toString() : undefined;
  } catch {
    return undefined;
  }
}

/** Appends segments, each encoded, to the path of a safe base URL; keeps a path prefix the base may have. */
function join(
  base: string | undefined,
  segments: readonly string[],
): URL | undefined {
  const safe = safeUrl(base);
  if (!safe) {
    return undefined;
  }
  const url = new URL(safe);
  url.search = '';
  url.hash = '';
  const prefix = url.pathname.replace(/\/+$/, '');
  url.pathname = `${prefix}/${segments.map(encodeURIComponent).join('/')}`;
  return url;
}

/**
 * Escapes free text for use inside a double-quoted PromQL label value.
 *
 * @public
 */
export function escapePromQlValue(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

/**
 * PromQL selector such as `{namespace="a",pool="b"}` with escaped values.
 *
 * @public
 */
export function promQlMatchers(labels: Record<string, string>): string {
  const matchers = Object.entries(labels).map(
    ([name, value]) => `${name}="${escapePromQlValue(value)}"`,
  );
  return `{${matchers.join(',')}}`;
}

/**
 * Dashboard of Grafana by uid, with time range and template variables (`var-<name>`). Undefined when the base is no
 * http or https URL.
 *
 * @public
 */
export function grafanaDashboardUrl(options: {
  baseUrl: string | undefined;
  uid: string;
  /** Grafana time, for example `now-1h` or milliseconds. */
  from?: string;
  to?: string;
  variables?: Record<string, string>;
}): string | undefined {
  const url = join(options.baseUrl, ['d', options.uid]);
  if (!url) {
    return undefined;
  }
  url.searchParams.set('from', options.from ?? 'now-1h');
  url.searchParams.set('to', options.to ?? 'now');
  for (const [name, value] of Object.entries(options.variables ?? {})) {
    url.searchParams.set(`var-${name}`, value);
  }
  return url.toString();
}

/**
 * Graph page of Prometheus for one query. Undefined when the base is no http or https URL.
 *
 * @public
 */
export function prometheusGraphUrl(options: {
  baseUrl: string | undefined;
  query: string;
  /** Prometheus duration, default `1h`. */
  range?: string;
}): string | undefined {
  const url = join(options.baseUrl, ['graph']);
  if (!url) {
    return undefined;
  }
  url.searchParams.set('g0.expr', options.query);
  url.searchParams.set('g0.tab', '0');
  url.searchParams.set('g0.range_input', options.range ?? '1h');
  return url.toString();
}

/**
 * Page of an Argo CD Application. Undefined when the base is no http or https URL.
 *
 * @public
 */
export function argoCdApplicationUrl(options: {
  baseUrl: string | undefined;
  namespace: string;
  name: string;
}): string | undefined {
  return join(options.baseUrl, [
    'applications',
    options.namespace,
    options.name,
  ])?.toString();
}

/**
 * Experiment of MLflow, or its start page. Undefined when the base is no http or https URL.
 *
 * @public
 */
export function mlflowUrl(options: {
  baseUrl: string | undefined;
  experimentId?: string;
}): string | undefined {
  const url = join(options.baseUrl, []);
  if (url && options.experimentId !== undefined) {
    url.hash = `/experiments/${encodeURIComponent(options.experimentId)}`;
  }
  return url?.toString();
}

/**
 * Fills `{cluster}`, `{namespace}` and `{release}` of a URL template, each value encoded. Undefined when there is no
 * template, or the result is no http or https URL.
 *
 * @public
 */
export function engineUrl(
  template: string | undefined,
  ref: { cluster: string; namespace: string; release: string },
): string | undefined {
  return safeUrl(
    template
      ?.replace(/\{cluster\}/g, encodeURIComponent(ref.cluster))
      .replace(/\{namespace\}/g, encodeURIComponent(ref.namespace))
      .replace(/\{release\}/g, encodeURIComponent(ref.release)),
  );
}
