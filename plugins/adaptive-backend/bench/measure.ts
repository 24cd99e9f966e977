/*
 * Measures one subject on one fleet in a process of its own, so that neither heap nor event loop are shared. Started by
 * `fork`.
 */
import { answerCommands } from './children';
import { FleetSize } from './fleet';
import { measureOurs } from './ours';
import { measurePeer } from './peer';
import { FleetServers } from './servers';

/** What the process is told. */
export interface MeasureCommand {
  subject: 'ours' | 'peer';
  size: FleetSize;
  rate: { perSecond: number; seconds: number };
}

async function measure({ subject, size, rate }: MeasureCommand) {
  const servers = await FleetServers.start(size);
  try {
    return subject === 'ours'
      ? await measureOurs(size, servers, rate)
      : await measurePeer(size, servers);
  } finally {
    servers.stop();
  }
}

answerCommands(measure);
