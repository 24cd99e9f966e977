import { fileUrl } from './fileUrl';

const file = { path: 'engines/a b/catalog-info.yaml', commit: 'abc' };

describe('fileUrl', () => {
  it('fills the pattern of the repository', () => {
    const url = fileUrl(
      {
        url: 'https://git.example.com/x.git',
        branch: 'release/1',
        webUrls: {
          file: 'https://git.example.com/x/{branch}/{path}?c={commit}',
        },
      },
      file,
    );
    expect(url).toBe(
      'https://git.example.com/x/release/1/engines/a%20b/catalog-info.yaml?c=abc',
    );
  });

  it('is below the clone URL without a pattern, and never has credentials', () => {
    const url = fileUrl(
      {
        url: 'https://me:hush@git.example.com/x.git/',
        branch: 'main',
        webUrls: {},
      },
      file,
    );
    expect(url).toBe(
      'https://git.example.com/x.git/engines/a%20b/catalog-info.yaml',
    );
  });
});
