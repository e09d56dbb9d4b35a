/**
 * The shapes of the settings and of the audit log, as interview_ext's openapi.yaml has them.
 */

/**
 * The settings that are a text.
 */
export type TextKey =
  | 'organization_name'
  | 'waiting_room_title'
  | 'waiting_room_message'
  | 'waiting_room_image_text'
  | 'default_instructions';

/**
 * The settings that are a number.
 */
export type NumberKey =
  | 'memory'
  | 'cpus'
  | 'processes'
  | 'run_time'
  | 'recording_days'
  | 'quota'
  | 'take_home_grace';

/**
 * The settings that are one of a few.
 */
export type ChoiceKey = 'quota_period' | 'notes_visibility' | 'see_others';

export type SettingKey =
  | TextKey
  | NumberKey
  | ChoiceKey
  | SwitchKey
  | 'languages';

/**
 * The settings that are on or off.
 */
export type SwitchKey = 'ask_candidates';

/**
 * A value of a setting; a text in the place of a number is what somebody has typed so far.
 */
export type SettingValue = string | number | boolean | ReadonlyArray<string>;

export interface ISettings {
  readonly values: Readonly<Record<SettingKey, SettingValue>>;
  readonly defaults: Readonly<Record<SettingKey, SettingValue>>;
  /**
   * What the server's configuration decides, so that it cannot be changed here.
   */
  readonly fixed: ReadonlyArray<string>;
  readonly bounds: Readonly<
    Partial<Record<SettingKey, { minimum: number; maximum: number }>>
  >;
  /**
   * The languages whose programs the server has.
   */
  readonly languages: ReadonlyArray<{ id: string; name: string }>;
  readonly logo: IUploaded;
  readonly waiting_room_image: IUploaded;
}

/**
 * The pictures that are uploaded.
 */
export type PictureKey = 'logo' | 'waiting_room_image';

/**
 * A picture that is uploaded, or not.
 */
export interface IUploaded {
  readonly fixed: boolean;
  readonly uploaded: boolean;
  /**
   * Changes with the picture.
   */
  readonly version: string;
}

/**
 * How many pads may be made, and how many were.
 */
export interface IQuota {
  /**
   * Null: as many as one likes.
   */
  readonly limit: number | null;
  readonly used: number;
}

/**
 * A line of the audit log.
 */
export interface IAuditLine {
  readonly id: number;
  readonly at: string;
  readonly action: string;
  /**
   * Who did it; null: the server by itself.
   */
  readonly member: { readonly id: string; readonly name: string } | null;
  /**
   * Its title is empty once it is deleted.
   */
  readonly pad: { readonly id: string; readonly title: string } | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface IAuditPart {
  readonly lines: ReadonlyArray<IAuditLine>;
  /**
   * What to go on before; null at the end.
   */
  readonly next: number | null;
}

export interface IAuditFilters {
  readonly actions: ReadonlyArray<string>;
  readonly members: ReadonlyArray<{ id: string; name: string }>;
}

/**
 * Which lines are wanted; an empty text does not narrow. Days are as in "2026-05-31".
 */
export interface IAuditQuery {
  readonly member: string;
  readonly action: string;
  readonly pad: string;
  readonly from: string;
  readonly to: string;
}
