import fc from 'fast-check';
import { inPieces } from './__testUtils__/inPieces';
import { ListReader } from './ListReader';

function read(json: string, cuts: number[] = []) {
  const reader = new ListReader();
  const objects = inPieces(Buffer.from(json), cuts).flatMap(piece =>
    reader.push(piece),
  );
  return { objects, frame: reader.end() };
}

/** Strings with everything that could be taken for structure. */
const trickyText = fc
  .array(
    fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'ä', '😀', 'a'),
  )
  .map(parts => parts.join(''));
const value = fc.letrec(tie => ({
  any: fc.oneof(
    { maxDepth: 4 },
    trickyText,
    fc.integer(),
    fc.constantFrom(null, true, []),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(trickyText, tie('any'), { maxKeys: 3 }),
  ),
})).any;
const object = fc.dictionary(
  fc.oneof(trickyText, fc.constant('items')),
  value,
  { maxKeys: 4 },
);

describe('ListReader', () => {
  it('gives what JSON.parse gives, wherever the bytes are cut and in whatever order the keys are', () => {
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 5 }),
        fc.dictionary(trickyText, value, { maxKeys: 3 }),
        fc.boolean(),
        fc.constantFrom(undefined, 1, '\t'),
        fc.array(fc.nat(), { maxLength: 12 }),
        (items, metadata, itemsFirst, space, cuts) => {
          const list = itemsFirst
            ? { items, kind: 'PodList', metadata }
            : { kind: 'PodList', metadata, items };
          const { objects } = read(
            JSON.stringify(list, undefined, space),
            cuts,
          );
          expect(objects).toEqual(JSON.parse(JSON.stringify(items)));
        },
      ),
    );
  });

  it('gives an object as soon as its last byte is there', () => {
    const reader = new ListReader();
    expect(reader.push(Buffer.from('{"items":[{"a":1},{"b"'))).toEqual([
      { a: 1 },
    ]);
    expect(reader.push(Buffer.from(':2'))).toEqual([]);
    expect(reader.push(Buffer.from('}'))).toEqual([{ b: 2 }]);
  });

  it('gives the rest of the list at the end', () => {
    const { frame } = read(
      '{"metadata":{"resourceVersion":"7","continue":"x"},"items":[{"a":{}}]}',
    );
    expect(frame).toMatchObject({
      metadata: { resourceVersion: '7', continue: 'x' },
    });
  });

  it('takes only the items at the top for objects', () => {
    expect(
      read('{"metadata":{"items":[{"a":1}]},"items":[{"items":[{"b":1}]}]}')
        .objects,
    ).toEqual([{ items: [{ b: 1 }] }]);
  });

  it('takes items that are null for an empty list, as Go writes it', () => {
    expect(read('{"items":null}').objects).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['a list that is cut', '{"items":[{"a":1},{"b":'],
    ['a list that is cut between objects', '{"items":[{"a":1}'],
    ['objects without a comma', '{"items":[{}{}]}'],
    ['a comma too many', '{"items":[{},]}'],
    ['a broken object', '{"items":[{"a":nope}]}'],
    ['a bracket too many', '{"items":[{}]]}'],
    ['an error page', '<html>{"items":[]}</html>'],
  ])('refuses %s', (_what, json) => {
    expect(() => read(json)).toThrow('sent invalid JSON');
  });

  it.each([
    ['no items', '{"metadata":{}}'],
    ['items that are an object', '{"items":{"a":1}}'],
    ['something else at the top', '[{"items":[]}]'],
  ])('refuses %s', (_what, json) => {
    expect(() => read(json)).toThrow('answered a list without items');
  });

  it.each([
    ['an object', '{"items":[{"a":"'],
    ['an answer', '{"a":"'],
  ])('refuses %s that does not end', (_what, begin) => {
    const reader = new ListReader();
    const piece = Buffer.alloc(9 * 1024 * 1024, 'a');
    reader.push(Buffer.from(begin));
    reader.push(piece);
    expect(() => reader.push(piece)).toThrow('too long');
  });

  it('takes any number of objects, whatever their size together', () => {
    const reader = new ListReader();
    const bytes = Buffer.from(`{"a":"${'a'.repeat(1024 * 1024)}"}`);
    reader.push(Buffer.from('{"items":['));
    for (let i = 0; i < 20; i += 1) {
      if (i > 0) reader.push(Buffer.from(','));
      expect(reader.push(bytes.subarray(0, 1000))).toEqual([]);
      expect(reader.push(bytes.subarray(1000))).toHaveLength(1);
    }
    reader.push(Buffer.from(']}'));
    expect(reader.end()).toMatchObject({ items: { length: 20 } });
  });

  it.each(['[1]', '[null,{}]', '["a"]', '[[{}]]'])(
    'refuses items that are no objects: %s',
    items => {
      expect(() => read(`{"items":${items}}`)).toThrow(
        'answered a list of something else than objects',
      );
    },
  );
});
