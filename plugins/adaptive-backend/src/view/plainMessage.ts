/** Longest message of a controller that a sentence repeats; the whole of it is evidence. */
const LONGEST = 160;

/** A Go struct in a message, up to three braces deep. */
const GO_STRUCT = /\/?&\w+\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g;

/** What controllers put before the cause, and people need not read. */
const PREAMBLES = [
  /^the HPA was unable to compute the replica count: /,
  /^invalid metrics \(\d+ invalid out of \d+\), first error is: /,
  /^(failed|unable) to get (?:[\w.-]+ )?external metric(?: [\w./-]+)?: /,
  /^unable to fetch metrics from (external|resource|custom) metrics API: /,
  /^rpc error: code = \w+ desc = /,
];

/**
 * A controller's message as a person would read it: without Go structs, without the preambles that lead to the cause,
 * and cut when it is still long. Undefined for no message.
 */
export function plainMessage(message: string | undefined): string | undefined {
  if (!message) return undefined;
  let plain = message.replace(GO_STRUCT, '').replace(/\s+/g, ' ').trim();
  for (const preamble of PREAMBLES) plain = plain.replace(preamble, '');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
}

/** Where the HPA asks for metrics, what answers there, and what must be in order for it to. */
interface MetricsApi {
  group: string;
  server: string;
  check: string;
}

const UNNAMED: MetricsApi = {
  group: 'the metrics API that it asks',
  server: 'its metrics server',
  check:
    'Check which metrics API the HPA asks, and that what serves it is registered (kubectl get apiservices) and runs.',
};

/** By the names that the HPA and the API server give them, the longer ones before `metrics.k8s.io` alone. */
const APIS: Array<[RegExp, MetricsApi]> = [
  [
    /\bexternal[. ]metrics\b/,
    {
      group: 'external.metrics.k8s.io',
      server: "KEDA's metrics server",
      check:
        "Check that KEDA's metrics server is registered as external.metrics.k8s.io and that the trigger's query returns one series.",
    },
  ],
  [
    /\bcustom[. ]metrics\b/,
    {
      group: 'custom.metrics.k8s.io',
      server: 'the metrics adapter',
      check:
        'Check that a metrics adapter, such as prometheus-adapter, is registered as custom.metrics.k8s.io and runs.',
    },
  ],
  [
    /\bresource metrics\b|\bmetrics\.k8s\.io\b/,
    {
      group: 'metrics.k8s.io',
      server: 'metrics-server',
      check:
        'Check that metrics-server is installed, registered as metrics.k8s.io and runs.',
    },
  ],
];

function apiOf(message: string): MetricsApi {
  return APIS.find(([pattern]) => pattern.test(message))?.[1] ?? UNNAMED;
}

/** Causes that the HPA names when it cannot read a metric, and what they mean. */
const CAUSES: Array<[RegExp, (api: MetricsApi) => string]> = [
  [
    /error when getting metric values/,
    () => 'KEDA answers its question with an error',
  ],
  [
    /no metrics returned from|could not find the metric /,
    () => 'there is no value of it',
  ],
  [
    /could not find the requested resource|no matches for kind|not found/,
    ({ group }) => `nothing serves ${group}`,
  ],
  [
    /currently unable to handle the request|code = Unavailable|connection refused/,
    ({ server }) => `${server} does not answer`,
  ],
  [
    /deadline exceeded|timed? ?out/i,
    ({ server }) => `${server} does not answer in time`,
  ],
  [/forbidden/, () => 'it is not permitted to'],
];

/** `The HPA cannot read metric s0-prometheus, as …`: the beginning of a sentence. */
export function unreadMetric(message: string = ''): string {
  const name =
    message.match(/external metric [^/\s]+\/([^/\s]+)\//)?.[1] ??
    message.match(/metrics for resource ([\w.-]+)/)?.[1];
  const metric = name === undefined ? 'its metric' : `metric ${name}`;
  const says = CAUSES.find(([pattern]) => pattern.test(message))?.[1];
  if (says) return `The HPA cannot read ${metric}, as ${says(apiOf(message))},`;
  const rest = plainMessage(message)?.replace(/[.:]+$/, '');
  return `The HPA cannot read ${metric}${rest ? ` (${rest})` : ''}`;
}

/** What to look at when the HPA cannot read a metric, by the API that it says it asked. */
export function unreadMetricRemedy(message: string = ''): string {
  return apiOf(message).check;
}
