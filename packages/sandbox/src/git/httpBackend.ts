import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gitEnvironment } from './gitCommand';

const END_OF_HEADERS = /\r?\n\r?\n/;

function cgiEnvironment(
  request: IncomingMessage,
  options: { folder: string; path: string; query: string; user: string },
): NodeJS.ProcessEnv {
  const { headers } = request;
  const encoding = headers['content-encoding'];
  const protocol = headers['git-protocol'];
  return {
    ...gitEnvironment(),
    GIT_PROJECT_ROOT: options.folder,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: options.path,
    QUERY_STRING: options.query,
    REQUEST_METHOD: request.method,
    REMOTE_USER: options.user,
    REMOTE_ADDR: '127.0.0.1',
    CONTENT_TYPE: headers['content-type'] ?? '',
    ...(headers['content-length']
      ? { CONTENT_LENGTH: headers['content-length'] }
      : {}),
    ...(encoding ? { HTTP_CONTENT_ENCODING: encoding } : {}),
    ...(typeof protocol === 'string' ? { GIT_PROTOCOL: protocol } : {}),
  };
}

function writeHead(response: ServerResponse, head: string): void {
  response.statusCode = 200;
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') {
      response.statusCode = Number.parseInt(value, 10);
    } else if (name !== '') {
      response.setHeader(name, value);
    }
  }
}

/**
 * Lets git's own http-backend answer a request, as CGI. Resolves, when git has ended, with whether it did so without
 * error. The caller has checked that `path` names a repository it serves.
 */
export async function serveWithGit(
  request: IncomingMessage,
  response: ServerResponse,
  options: { folder: string; path: string; query: string; user: string },
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['http-backend'], {
      env: cgiEnvironment(request, options),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let head: Buffer | undefined = Buffer.alloc(0);
    child.stdout.on('data', (chunk: Buffer) => {
      if (head === undefined) {
        if (!response.write(chunk)) {
          child.stdout.pause();
        }
        return;
      }
      head = Buffer.concat([head, chunk]);
      const text = head.toString('latin1');
      const end = END_OF_HEADERS.exec(text);
      if (end) {
        writeHead(response, text.slice(0, end.index));
        response.write(head.subarray(end.index + end[0].length));
        head = undefined;
      }
    });
    response.on('drain', () => child.stdout.resume());
    response.on('close', () => child.kill());
    child.on('error', reject);
    child.on('close', code => {
      if (head !== undefined && !response.headersSent) {
        response.writeHead(500, { 'Content-Type': 'text/plain' });
        response.write('git http-backend failed\n');
      }
      response.end();
      resolve(code === 0);
    });
    // git may end before it has read the whole request, for example when it refuses it.
    child.stdin.on('error', () => {});
    request.pipe(child.stdin);
  });
}
