import { RESOURCES, WATCHED_RESOURCES } from '../resources';
import { metadata } from './__testUtils__/recorded';
import { testContext } from './__testUtils__/testContext';
import fc from 'fast-check';

const FIELDS =
  'metadata spec status name uid labels annotations managedFields containers template conditions metrics triggers sources involvedObject resources type tolerations health behavior'.split(
    ' ',
  );

describe('projections', () => {
  it.each(WATCHED_RESOURCES)(
    '%s: never throw, whatever the object looks like',
    resource => {
      const key = fc.constantFrom(...FIELDS);
      const { tree } = fc.letrec(tie => ({
        tree: fc.oneof(
          { maxDepth: 5 },
          fc.constantFrom(null, undefined, 0, 1.5, NaN, '', 'text', true),
          fc.array(tie('tree'), { maxLength: 3 }),
          fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
        ),
      }));
      fc.assert(
        fc.property(tree, tree, tree, (spec, status, other) => {
          const { project } = RESOURCES[resource];
          expect(project(spec, testContext('ns'))).toBeDefined();
          const object = { metadata, spec, status, involvedObject: other };
          expect(project(object, testContext('ns'))).toBeDefined();
        }),
      );
    },
  );

  it.each(WATCHED_RESOURCES)(
    '%s: an object without a name or uid is invalid',
    resource => {
      const { project } = RESOURCES[resource];
      expect(project({ metadata: { name: 'x' } }, testContext('ns'))).toBe(
        'invalid',
      );
      expect(project({ metadata: { uid: 'x' } }, testContext('ns'))).toBe(
        'invalid',
      );
    },
  );
});
