import { withPoolNames } from './words';

describe('withPoolNames', () => {
  it.each([
    ['pools[1].minReplicas is 5', 'minReplicas of pool "big" is 5'],
    [
      'pools[0].resources.cpu: too much',
      'resources.cpu of pool "small": too much',
    ],
    ['pools[0] and pools[1]', 'pool "small" and pool "big"'],
    ['pools[2].name is not given', 'pools[2].name is not given'],
    ['pools "small", "big" together', 'pools "small", "big" together'],
  ])('says %s as %s', (sentence, expected) => {
    expect(withPoolNames(sentence, ['small', 'big', undefined])).toBe(expected);
  });
});
