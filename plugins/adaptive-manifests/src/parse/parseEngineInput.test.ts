import fc from 'fast-check';
import { exampleEngine } from '../__testUtils__/exampleEngine';
import { checkEngineInput, parseEngineInput } from './parseEngineInput';

function rules(value: unknown): Array<[string, string]> {
  return checkEngineInput(value).findings.map(({ rule, path }) => [rule, path]);
}

describe('parseEngineInput', () => {
  it('takes a complete engine as it is', () => {
    expect(parseEngineInput(exampleEngine)).toEqual(exampleEngine);
  });

  it('takes null and empty optional fields, which forms send, as left out', () => {
    const { description, ...rest } = exampleEngine;
    expect(description).toBeDefined();
    expect(
      parseEngineInput({
        ...rest,
        description: '',
        images: { ...rest.images, sandkasten: null },
        secrets: { ...rest.secrets, redis: null },
        pools: [{ ...rest.pools[0], nodeSelector: {}, resources: null }],
      }),
    ).toEqual({
      ...rest,
      images: {
        harmony: rest.images.harmony,
        controlPlane: rest.images.controlPlane,
      },
      pools: [
        {
          name: 'llama-70b',
          minReplicas: 2,
          maxReplicas: 6,
          gpusPerReplica: 8,
          requestsPerSecondPerReplica: 4,
        },
      ],
    });
  });

  it('reports all faults at once, one line each', () => {
    const act = () =>
      parseEngineInput({
        ...exampleEngine,
        name: '',
        rootUrl: 5,
        extra: true,
        pools: [{ ...exampleEngine.pools[0], minReplicas: '2' }],
        mlflow: { mode: 'none' },
      });
    expect(act).toThrow('The engine input has 5 faults:');
    expect(act).toThrow(
      '- "extra" is not a field of an engine. Accepted here: name, owner',
    );
    expect(act).toThrow('- name is empty. Give a value');
    expect(act).toThrow('- rootUrl is number. Accepted is text.');
    expect(act).toThrow(
      '- pools[0].minReplicas is string. Accepted is a number.',
    );
    expect(act).toThrow(
      '- mlflow.mode is "none". Accepted: internal, external, off.',
    );
  });

  it.each([
    [null, [['type', '']]],
    [[], [['type', '']]],
    ['text', [['type', '']]],
    [{ ...exampleEngine, pools: {} }, [['type', 'pools']]],
    [{ ...exampleEngine, pools: [null] }, [['type', 'pools[0]']]],
    [
      { ...exampleEngine, pools: Array(65).fill(exampleEngine.pools[0]) },
      [['too-long', 'pools']],
    ],
    [{ ...exampleEngine, name: 'a'.repeat(2001) }, [['too-long', 'name']]],
    [{ ...exampleEngine, name: undefined }, [['required', 'name']]],
    [
      { ...exampleEngine, description: 'a\nb' },
      [['control-characters', 'description']],
    ],
    [
      { ...exampleEngine, description: 'a\u202eb' },
      [['control-characters', 'description']],
    ],
    [
      { ...exampleEngine, description: 'a\ud800' },
      [['control-characters', 'description']],
    ],
    [
      { ...exampleEngine, mlflow: { mode: 'off', url: 'http://x' } },
      [['unknown-field', 'mlflow.url']],
    ],
    [
      { ...exampleEngine, mlflow: { mode: 'external' } },
      [['required', 'mlflow.url']],
    ],
    [
      {
        ...exampleEngine,
        autoscaling: { mode: 'platform', coolDownSeconds: NaN },
      },
      [['type', 'autoscaling.coolDownSeconds']],
    ],
    [
      {
        ...exampleEngine,
        pools: [{ ...exampleEngine.pools[0], nodeSelector: { a: 1 } }],
      },
      [['type', 'pools[0].nodeSelector["a"]']],
    ],
    [
      {
        ...exampleEngine,
        pools: [{ ...exampleEngine.pools[0], nodeSelector: ['a'] }],
      },
      [['type', 'pools[0].nodeSelector']],
    ],
  ])('refuses %#', (value, expected) => {
    expect(rules(value)).toEqual(expected);
    expect(() => parseEngineInput(value)).toThrow(
      'The engine input has 1 fault:',
    );
  });

  it('never repeats the value of an unknown field or of what may hold credentials', () => {
    const act = () =>
      parseEngineInput({
        ...exampleEngine,
        dbPassword: 'hunter2',
        mlflow: { mode: 'https://me:hunter2@mlflow' },
      });
    expect(act).toThrow('dbPassword');
    expect(act).not.toThrow('hunter2');
  });

  it('keeps its message on one line per finding, whatever the input', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.string({ unit: 'binary' }),
        (value, key) => {
          const { findings } = checkEngineInput({
            ...exampleEngine,
            pools: value,
            mlflow: { mode: value },
            [key]: value,
          });
          for (const { sentence, remedy } of findings) {
            expect(`${sentence}${remedy}`).not.toMatch(/[\n\r\u2028\u2029]/);
          }
        },
      ),
      {
        examples: [
          // No text can be made of it.
          [{ toString: 0 }, 'x'],
          [Symbol('a\nb'), '\u2028'],
          [
            () => {
              // Its source has several lines.
              return 1;
            },
            'a\nb',
          ],
        ],
      },
    );
  });

  it('reports a bounded number of findings', () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`x${index}`, index]),
    );
    expect(checkEngineInput(many).findings).toHaveLength(100);
  });
});
