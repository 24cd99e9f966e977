import { Part, SplittingSink } from './SplittingSink';

/** A part, and what its lists held when they were taken over. */
function createPart() {
  const commits: unknown[][] = [];
  const listed: boolean[] = [];
  const part: Part = {
    sink: {
      beginList: () => {
        const objects: unknown[] = [];
        return {
          add: more => objects.push(...more),
          commit: () => commits.push(objects),
        };
      },
      put: () => {},
      remove: () => {},
    },
    onListed: isIncluded => listed.push(isIncluded),
  };
  return { part, commits, listed };
}

describe('a list of many clusters', () => {
  const partOf = (object: unknown) => String(object).split('/')[0];

  it('goes to the clusters that were there when it began', () => {
    const [eu, us] = [createPart(), createPart()];
    const parts = new Map([['eu', eu.part]]);
    const list = new SplittingSink(parts, { partOf }).beginList();
    parts.set('us', us.part);
    list.add(['eu/a', 'us/b', 'elsewhere/c']);
    list.commit('1');
    expect([eu.commits, eu.listed]).toEqual([[['eu/a']], [true]]);
    expect([us.commits, us.listed]).toEqual([[], []]);
  });

  it('is not taken over for one that left meanwhile, or that came back', () => {
    const [eu, us, back] = [createPart(), createPart(), createPart()];
    const parts = new Map([
      ['eu', eu.part],
      ['us', us.part],
    ]);
    const list = new SplittingSink(parts, { partOf }).beginList();
    list.add(['eu/a', 'us/b']);
    parts.delete('eu');
    parts.set('us', back.part);
    list.commit('1');
    for (const { commits, listed } of [eu, us, back])
      expect([commits, listed]).toEqual([[], []]);
  });
});
