/*
 * `yarn bench aggregate`: the Adaptive backend and Backstage's own Kubernetes plugin on the same API servers, side by
 * side. Prints a table, or JSON with `--json`.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ask, startChild } from './children';
import { ENGINE_SHAPE } from './fleet';
import type { MeasureCommand } from './measure';
import type { OwnResult } from './ours';
import type { PeerResult } from './peer';
import type { StreamResult } from './streams';

const USAGE = `usage: yarn bench aggregate [options]

  --clusters 1,10,50   numbers of clusters to measure (default 1,10,50)
  --large              200 clusters as well
  --foreign 5000       pods of other tenants in each cluster (default 5000)
  --rate 200           changes per second (default 200)
  --seconds 5          how long there are changes (default 5)
  --no-peer            measure the Adaptive backend only
  --no-streams         leave the event streams out
  --json               JSON instead of a table
`;

interface Row {
  clusters: number;
  ours: OwnResult;
  streams?: StreamResult;
  peer?: PeerResult;
}

async function run<T>(command: MeasureCommand): Promise<T> {
  const child = startChild('measure.ts');
  try {
    return await ask<T>(child, command);
  } finally {
    child.kill();
  }
}

const ms = (value: number) =>
  value < 1 ? `${(value * 1000).toFixed(0)} µs` : `${value.toFixed(1)} ms`;

function streamLines(): Array<[title: string, write: (row: Row) => string]> {
  const line = (title: string, write: (streams: StreamResult) => string) =>
    [title, (row: Row) => (row.streams ? write(row.streams) : '')] as [
      string,
      (row: Row) => string,
    ];
  return [
    line('change → client p50', ({ toClient }) => ms(toClient.p50)),
    line('change → client p99', ({ toClient }) => ms(toClient.p99)),
    line('  changes per second', ({ perSecond }) => String(perSecond)),
    line('500 open streams', ({ memory }) => `${(memory / 1e6).toFixed(0)} MB`),
    line(
      '  of the process',
      ({ memoryOfProcess }) => `${(memoryOfProcess / 1e6).toFixed(0)} MB`,
    ),
  ];
}

/** Quantities of the table: a title, and what to write for each row. */
const LINES: Array<[title: string, write: (row: Row) => string]> = [
  ['pods', row => String(row.ours.pods)],
  ['serve one engine p50', row => ms(row.ours.view.p50)],
  ['serve one engine p99', row => ms(row.ours.view.p99)],
  ['  Kubernetes plugin p50', row => (row.peer ? ms(row.peer.view.p50) : '')],
  ['  Kubernetes plugin p99', row => (row.peer ? ms(row.peer.view.p99) : '')],
  [
    '  times as fast (p50)',
    row =>
      row.peer ? `${(row.peer.view.p50 / row.ours.view.p50).toFixed(0)} ×` : '',
  ],
  ['API requests per view', row => String(row.ours.requestsPerView)],
  [
    '  Kubernetes plugin',
    row => (row.peer ? row.peer.requestsPerView.toFixed(0) : ''),
  ],
  [
    'one dead cluster: p99',
    row =>
      row.ours.viewWithDeadCluster ? ms(row.ours.viewWithDeadCluster.p99) : '',
  ],
  [
    '  Kubernetes plugin',
    row => {
      const answered = row.peer?.answeredWithDeadCluster;
      if (answered === undefined) return '';
      return answered ? 'answers' : 'no answer (10 s)';
    },
  ],
  ['change → store p50', row => ms(row.ours.toStore.p50)],
  ['change → store p99', row => ms(row.ours.toStore.p99)],
  ['change → engine p50', row => ms(row.ours.toEngine.p50)],
  ['change → engine p99', row => ms(row.ours.toEngine.p99)],
  ...streamLines(),
  ['heap per pod', row => `${row.ours.heapPerPod.toFixed(0)} B`],
  ['cold sync', row => `${(row.ours.coldSync / 1000).toFixed(2)} s`],
  ['  of it own CPU', row => `${(row.ours.coldSyncCpu / 1000).toFixed(2)} s`],
  ['  event loop blocked', row => ms(row.ours.blockedSync)],
];

function table(rows: readonly Row[]): string {
  const head = ['clusters', ...rows.map(row => String(row.clusters))];
  const lines = [
    head,
    ...LINES.map(([title, write]) => [title, ...rows.map(write)]),
  ];
  const widths = head.map((_, i) =>
    Math.max(...lines.map(line => line[i].length)),
  );
  return lines
    .map(line =>
      line
        .map((cell, i) =>
          i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
        )
        .join('  '),
    )
    .join('\n');
}

function readNumber(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0)
    throw new Error(`--${name} '${value}' is not a whole number`);
  return number;
}

function readOptions() {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      clusters: { type: 'string', default: '1,10,50' },
      large: { type: 'boolean', default: false },
      foreign: { type: 'string', default: '5000' },
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '5' },
      peer: { type: 'boolean', default: true },
      streams: { type: 'boolean', default: true },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const clusters = values.clusters
    .split(',')
    .map(value => readNumber('clusters', value));
  return {
    ...values,
    clusters: values.large ? [...clusters, 200] : clusters,
    foreignPods: readNumber('foreign', values.foreign),
    rate: {
      perSecond: readNumber('rate', values.rate),
      seconds: readNumber('seconds', values.seconds),
    },
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const rows: Row[] = [];
  for (const clusters of options.clusters) {
    const { foreignPods, rate } = options;
    const size = { ...ENGINE_SHAPE, clusters, foreignPods };
    process.stderr.write(`measuring ${clusters} clusters …\n`);
    const ours = await run<OwnResult>({ subject: 'ours', size, rate });
    const peer = options.peer
      ? await run<PeerResult>({ subject: 'peer', size, rate })
      : undefined;
    const streams = options.streams
      ? await run<StreamResult>({ subject: 'streams', size, rate })
      : undefined;
    rows.push({ clusters, ours, peer, streams });
    // What is known so far survives an end before its time.
    process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
  }
  // What else the machine did while it was measured.
  const load = loadavg()[2].toFixed(1);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${
    process.version
  }, load ${load}`;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ machine, rows }, undefined, 2)}\n`
      : `${machine}\n\n${table(rows)}\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(
    `error: ${error instanceof Error ? error.message : error}\n`,
  );
  process.exitCode = 1;
});
