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

/** Causes that the HPA names when it cannot read a metric, and what they mean. */
const CAUSES: Array<[RegExp, string]> = [
  [
    /error when getting metric values/,
    'KEDA answers its question with an error',
  ],
  [/no metrics returned from/, 'there is no value of it'],
  [
    /could not find the requested resource|no matches for kind|not found/,
    'nothing serves external.metrics.k8s.io',
  ],
  [
    /currently unable to handle the request|code = Unavailable|connection refused/,
    "KEDA's metrics server does not answer",
  ],
  [
    /deadline exceeded|timed? ?out/i,
    "KEDA's metrics server does not answer in time",
  ],
  [/forbidden/, 'it is not permitted to'],
];

/** `The HPA cannot read metric s0-prometheus, as …`: the beginning of a sentence. */
export function unreadMetric(message: string | undefined): string {
  const name = message?.match(/external metric [^/\s]+\/([^/\s]+)\//)?.[1];
  const metric = name === undefined ? 'its metric' : `metric ${name}`;
  const cause = CAUSES.find(([pattern]) => pattern.test(message ?? ''))?.[1];
  if (cause) return `The HPA cannot read ${metric}, as ${cause},`;
  const rest = plainMessage(message)?.replace(/[.:]+$/, '');
  return `The HPA cannot read ${metric}${rest ? ` (${rest})` : ''}`;
}
