/** What can go wrong while servers are looked for, fetched or started. */
export type InfraErrorCode =
  /** A provider was not asked for: no URL was given. */
  | 'E_NOT_CONFIGURED'
  /** A URL is missing, malformed or of the wrong kind. */
  | 'E_SERVER_URL'
  /** A server did not answer, or refused the login. */
  | 'E_SERVER_UNREACHABLE'
  /** A server answers, but is too old or something else than it should be. */
  | 'E_SERVER_UNSUPPORTED'
  /** Another Stalemate uses the server. */
  | 'E_SERVER_BUSY'
  /** A server was started and did not come up. */
  | 'E_SERVER_START'
  /** A program that is needed is not on this machine. */
  | 'E_PROGRAM_MISSING'
  /** KAFKA_HOME names something that is no Kafka, or none that can be used. */
  | 'E_KAFKA_HOME'
  /** Packages cannot be used on this machine. */
  | 'E_PACKAGES_UNSUPPORTED'
  /** apt could not fetch or verify the packages. */
  | 'E_PACKAGES_FETCH'
  /** A variant of a server was asked for that we do not have. */
  | 'E_FLAVOR'
  /** STALEMATE_PROVIDERS names something else than providers. */
  | 'E_PROVIDER'
  /** Servers that are kept between runs cannot be started, ended or used. */
  | 'E_WARM'
  /** There is no Docker daemon, or it cannot be used. */
  | 'E_DOCKER'
  /** An image that was asked for is not there and cannot be pulled. */
  | 'E_DOCKER_IMAGE'
  /** A directory cannot be used. */
  | 'E_DIRECTORY'
  /** The process that looks after directories and servers did not start or died. */
  | 'E_KEEPER'
  /** No provider could give servers. */
  | 'E_NO_SERVERS'
  /** The caller's signal was aborted. */
  | 'E_ABORTED';

/** An error with the next act in it. Never contains a password. */
export class InfraError extends Error {
  override readonly name = 'InfraError';
  readonly code: InfraErrorCode;
  readonly fix: string;

  constructor(code: InfraErrorCode, message: string, fix: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.fix = fix;
  }
}

/** The one line that a person reads: of an unknown error too. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
