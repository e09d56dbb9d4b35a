export const ROLES = ['admin', 'interviewer', 'reviewer'] as const;

export type Role = (typeof ROLES)[number];

/**
 * Somebody of the organization. Only admins are told more than the name.
 */
export interface IPerson {
  readonly id: string;
  readonly name: string;
  /**
   * False: they were removed.
   */
  readonly active: boolean;
  readonly username?: string;
  readonly email?: string;
  readonly role?: Role;
  /**
   * An admin by the server's configuration, which nobody can change here.
   */
  readonly fixed?: boolean;
  readonly last_seen?: string | null;
}

/**
 * What lets somebody choose another password, once. The server does not know it any more.
 */
export interface IPasswordLink {
  readonly url: string;
  readonly expires: string;
}

/**
 * Somebody who may become a member.
 */
export interface IInvitation {
  readonly id: string;
  /**
   * Empty: whoever has the link may use it.
   */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly created: string;
  readonly created_by: string;
  readonly expires: string;
}

export interface INewInvitation extends IInvitation {
  /**
   * What to send them. The server does not know it any more.
   */
  readonly url: string;
  /**
   * Whether it is being mailed to them.
   */
  readonly mailed: boolean;
}

/**
 * "accounts": by accounts of this server's own; "elsewhere": through another system, by name;
 * "shared": everybody with the same secret, so that nobody can be invited.
 */
export type SigningIn = 'accounts' | 'elsewhere' | 'shared';

export interface IInvitations {
  readonly invitations: ReadonlyArray<IInvitation>;
  readonly signing_in: SigningIn;
  /**
   * Whether invitations are mailed.
   */
  readonly mail: boolean;
}

/**
 * A browser that somebody is signed in with.
 */
export interface ISession {
  readonly id: string;
  /**
   * Whether it is this one.
   */
  readonly current: boolean;
  readonly browser: string;
  readonly address: string;
  readonly created: string;
  readonly last_seen: string;
  readonly expires: string;
}

/**
 * A part of the organization that pads and questions can belong to.
 */
export interface ITeam {
  readonly id: string;
  readonly name: string;
  readonly members: ReadonlyArray<{
    readonly id: string;
    readonly name: string;
  }>;
}
