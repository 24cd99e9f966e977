/*
 * Measures one subject on one fleet in a process of its own, so that neither heap nor event loop are shared. Started by
 * `fork`.
 */
import { answerCommands } from './children';
import { FleetSize } from './fleet';
import { measureOurs } from './ours';
import { measurePeer } from './peer';
import { FleetServers } from './servers';
import { measureStreams } from './streams';

/** What the process is told. */
export interface MeasureCommand {
  subject: 'ours' | 'peer' | 'streams';
  size: FleetSize;
  rate: { perSecond: number; seconds: number };
}

async function measure({ subject, size, rate }: MeasureCommand) {
  const servers = await FleetServers.start(size);
  try {
    switch (subject) {
      case 'ours':
        return await measureOurs(size, servers, rate);
      case 'streams':
        return await measureStreams(size, servers);
      default:
        return await measurePeer(size, servers);
    }
  } finally {
    servers.stop();
  }
}

answerCommands(measure);
