import { problemTitle } from './problemTitles';

describe('problemTitle', () => {
  it('is what people call it', () => {
    expect(problemTitle('hpa-cannot-read-metric')).toBe(
      'HPA cannot read its metric',
    );
  });

  it('puts the code of somebody else in words', () => {
    expect(problemTitle('disk-full')).toBe('Disk full');
    expect(problemTitle('constructor')).toBe('Constructor');
    expect(problemTitle('')).toBe('');
  });
});
