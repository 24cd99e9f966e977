import { Freshness } from '@adaptive-portal/plugin-adaptive-common';
import { mergeFreshness } from './mergeFreshness';

const at = (minute: number) => new Date(minute * 60_000).toISOString();
const live = (seen: number): Freshness => ({
  status: 'live',
  since: at(0),
  lastSeenAt: at(seen),
});

describe('mergeFreshness', () => {
  it('is that of the only part', () => {
    expect(mergeFreshness(live(1))).toEqual(live(1));
  });

  it('is as old as the part that has been silent longest', () => {
    expect(mergeFreshness(live(3), live(2), live(4))).toEqual(live(2));
  });

  it('is as bad as the worst part, and was never heard while one part never was', () => {
    const refused: Freshness = {
      status: 'notPermitted',
      since: at(1),
      message: 'no',
    };
    expect(mergeFreshness(live(3), refused, live(4))).toEqual(refused);
  });

  it('does not ask more of an API that is not installed', () => {
    const absent: Freshness = { status: 'notInstalled', since: at(1) };
    expect(mergeFreshness(absent, absent)).toEqual(absent);
    expect(mergeFreshness(absent, live(2))).toEqual(live(2));
  });
});
