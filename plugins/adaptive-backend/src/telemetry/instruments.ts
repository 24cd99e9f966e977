import {
  type Counter,
  type Histogram,
  type Meter,
  metrics,
} from '@opentelemetry/api';

/** What is counted where it happens. */
export interface Instruments {
  /** Lists of a collection that came in full, by `resource`; the first one and every relist. */
  lists: Counter;
  /** Events of watches, by `resource`, bookmarks included. */
  events: Counter;
  /** Lists and watches that failed, routine ends left out, by `resource`. */
  failures: Counter;
  /** Seconds that a Prometheus took to answer, by `path` and `outcome`. */
  queries: Histogram;
}

/** The meter of the plugin; counts nothing unless an OpenTelemetry SDK was started before the backend. */
export function adaptiveMeter(): Meter {
  return metrics.getMeter('adaptive');
}

let known: Instruments | undefined;

/** Made when first needed, because instruments made before the SDK starts count nothing. */
export function instruments(): Instruments {
  if (known) return known;
  const meter = adaptiveMeter();
  known = {
    lists: meter.createCounter('adaptive.watch.lists', {
      description: 'Lists of Kubernetes collections that came in full',
    }),
    events: meter.createCounter('adaptive.watch.events', {
      description: 'Events of watches of Kubernetes collections',
    }),
    failures: meter.createCounter('adaptive.watch.failures', {
      description: 'Lists and watches that failed',
    }),
    queries: meter.createHistogram('adaptive.metrics.query.duration', {
      description: 'Time a metric source took to answer',
      unit: 's',
    }),
  };
  return known;
}
