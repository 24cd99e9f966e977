import fc from 'fast-check';
import { withoutManagedFields } from './withoutManagedFields';

const read = (json: string) =>
  JSON.parse(withoutManagedFields(Buffer.from(json)));

describe('withoutManagedFields', () => {
  it('empties the list, whatever is in it, and leaves the rest alone', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.array(fc.jsonValue()),
        fc.jsonValue(),
        (metadata, managedFields, spec) => {
          const object = { metadata: { ...metadata, managedFields }, spec };
          const expected = JSON.parse(JSON.stringify(object));
          expected.metadata.managedFields = [];
          expect(read(JSON.stringify(object))).toEqual(expected);
        },
      ),
    );
  });

  it('is not misled by keys of managedFields that hold brackets', () => {
    expect(
      read(
        '{"metadata":{"managedFields":[{"f:x":{"k:{\\"a\\":\\"]\\"}":{}}}],"name":"ä"}}',
      ),
    ).toEqual({ metadata: { managedFields: [], name: 'ä' } });
  });

  it.each([
    ['text that quotes it', { a: '"managedFields":[' }],
    ['a key that ends like it', { 'x"managedFields': [1] }],
    ['an object without it', { a: 'ä' }],
    ['one that is no list', { managedFields: { a: [1] } }],
  ])('leaves alone %s', (_what, object) => {
    expect(read(JSON.stringify(object))).toEqual(object);
  });

  it('leaves to the parser what is cut', () => {
    const cut = '{"metadata":{"managedFields":[{"a":1}';
    expect(withoutManagedFields(Buffer.from(cut))).toBe(cut);
  });
});
