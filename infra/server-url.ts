import { readFileSync } from 'node:fs';
import { complaintOfMysql, complaintOfRedis } from '../harness/engines/real/complaints.ts';
import type { ServerUnsuitable } from '../harness/engines/real/errors.ts';
import type { ServerAddress } from '../harness/engines/real/servers.ts';
import type { Tls } from '../harness/engines/real/tls.ts';
import { InfraError, reasonOf } from './errors.ts';
import type { MysqlAddress, RedisAddress } from './probe.ts';

const TLS_FORMS = 'for TLS, with ?ca=FILE or ?verify=off for a certificate that nobody knows';
const REDIS_FORMS = `redis://[user:password@]host[:port][/db], rediss://… ${TLS_FORMS}, or redis+socket:///path/to/socket`;
const MYSQL_FORMS = `mysql://user[:password]@host[:port], mysql+ssl://… ${TLS_FORMS}, or mysql+socket://user[:password]@localhost/path/to/socket`;

export function parseRedisUrl(text: string): RedisAddress {
  const url = parse(text, ['redis:', 'rediss:', 'redis+socket:'], REDIS_FORMS);
  const isSocket = url.protocol === 'redis+socket:';
  const db = isSocket ? url.searchParams.get('db') : url.pathname.slice(1);
  if (db && !/^\d+$/.test(db)) throw malformed(text, `"${db}" is not the number of a database`, REDIS_FORMS);
  return {
    ...addressOf(url, isSocket, 6379),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    ...(url.protocol === 'rediss:' && { tls: tlsOf(url, text, REDIS_FORMS) }),
    ...(db && { db: Number(db) }),
  };
}

export function parseMysqlUrl(text: string): MysqlAddress {
  const url = parse(text, ['mysql:', 'mysql+ssl:', 'mysql+socket:'], MYSQL_FORMS);
  if (url.username === '') throw malformed(text, 'it names no user', MYSQL_FORMS);
  return {
    ...addressOf(url, url.protocol === 'mysql+socket:', 3306),
    user: decodeURIComponent(url.username),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    ...(url.protocol === 'mysql+ssl:' && { tls: tlsOf(url, text, MYSQL_FORMS) }),
  };
}

/** A URL that can be shown: without its password, and without what cannot be read as a URL at all. */
export function redactUrl(text: string): string {
  try {
    const url = new URL(text);
    // A password with / or ? in it, which ends the host too early.
    const isCutOff = url.username === '' && url.host !== '' && /@/.test(url.pathname + url.search + url.hash);
    if (isCutOff) return `${url.protocol}//…`;
    return `${url.protocol}//${url.username && `${url.username}@`}${url.host}${url.pathname}`;
  } catch {
    return '(not a URL)';
  }
}

/** `text` with every occurrence of the password of `urlText`, as it stands in the URL and decoded, starred out. */
export function redactPassword(text: string, urlText: string): string {
  const encoded = URL.canParse(urlText) ? new URL(urlText).password : '';
  if (encoded === '') return text;
  return text.replaceAll(encoded, '***').replaceAll(decodeURIComponent(encoded), '***');
}

function parse(text: string, protocols: readonly string[], forms: string): URL {
  if (!URL.canParse(text)) throw malformed(text, 'it is not a URL', forms);
  const url = new URL(text);
  if (!protocols.includes(url.protocol)) throw malformed(text, `it begins with ${url.protocol}//`, forms);
  try {
    decodeURIComponent(url.username + url.password);
  } catch {
    throw malformed(text, 'its user or password has a % that is not written as %25', forms);
  }
  return url;
}

function tlsOf(url: URL, text: string, forms: string): Tls {
  const [verify, file] = [url.searchParams.get('verify'), url.searchParams.get('ca')];
  if (verify !== null && verify !== 'off') throw malformed(text, `verify is "${verify}"`, forms);
  if (file === null) return { isVerified: verify === null };
  try {
    return { isVerified: verify === null, ca: readFileSync(file, 'utf8') };
  } catch (error) {
    throw malformed(text, `its certificate authority cannot be read: ${reasonOf(error)}`, forms);
  }
}

function addressOf(url: URL, isSocket: boolean, defaultPort: number): ServerAddress {
  if (isSocket) return { socketPath: decodeURIComponent(url.pathname) };
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? defaultPort : Number(url.port) };
}

function malformed(text: string, why: string, forms: string): InfraError {
  return new InfraError('E_SERVER_URL', `Cannot use ${redactUrl(text)}: ${why}.`, `Write ${forms}.`);
}

/** The error of a server that did not let us in, as one that names the server and hides its password. */
export function unreachable(name: string, urlText: string, error: unknown): InfraError {
  const server = `${name} at ${redactUrl(urlText)}`;
  const reason = redactPassword(reasonOf(error), urlText).replace(/\.$/, '');
  if (error instanceof InfraError) return new InfraError(error.code, `${server}: ${reason}.`, error.fix);
  const complaint = complaintOf(error);
  const fix =
    complaint === null
      ? 'Check that it runs, that this machine may connect to it, and its user and password.'
      : `${complaint.fix}.`;
  // No `cause`: the driver's error may carry the password.
  return new InfraError('E_SERVER_UNREACHABLE', `${server} cannot be used: ${reason}.`, fix);
}

/** What the server itself says is wrong with it, or with us. */
function complaintOf(error: unknown): ServerUnsuitable | null {
  if (!(error instanceof Error)) return null;
  return error.name === 'ReplyError' ? complaintOfRedis(error.message) : complaintOfMysql(error);
}
