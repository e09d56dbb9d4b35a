import type {
  ISchemaValidator,
  ISettingRegistry
} from '@jupyterlab/settingregistry';
import {
  JSONExt,
  PartialJSONObject,
  PartialJSONValue
} from '@lumino/coreutils';
import json5 from 'json5';

/**
 * Completes settings with their schemas' defaults.
 *
 * JupyterLab's own validator turns each schema into a function by evaluating text as script,
 * which no page of an interview does. What is set here comes from JupyterLab's own dialogs, so
 * that looking at its type is enough: a choice that does not fit, such as one from before an
 * update, gives way to the default.
 */
export class DefaultsComposer implements ISchemaValidator {
  /**
   * Called by the setting registry for each plugin.
   *
   * @returns What keeps the settings from being used; null if nothing does.
   */
  validateData(
    plugin: ISettingRegistry.IPlugin,
    populate = true
  ): ISchemaValidator.IError[] | null {
    let user: PartialJSONObject;
    try {
      user = json5.parse<PartialJSONObject>(plugin.raw);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [{ instancePath: '', keyword: 'syntax', schemaPath: '', message }];
    }
    const schema = plugin.schema as unknown as Schema;
    for (const [name, value] of Object.entries(user)) {
      const { type, enum: values } = resolve(
        schema.properties?.[name] ?? {},
        schema
      );
      if (!fits(value, type) || (values && !contains(values, value))) {
        delete user[name];
      }
    }
    if (populate) {
      const composite = JSONExt.deepCopy(user);
      complete(composite, schema, schema);
      plugin.data = { composite, user } as ISettingRegistry.ISettingBundle;
    }
    return null;
  }
}

/**
 * What is used of JSON schemas.
 */
interface Schema {
  readonly $ref?: string;
  readonly additionalProperties?: Schema | boolean;
  readonly default?: PartialJSONValue;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly enum?: ReadonlyArray<PartialJSONValue>;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly type?: string | ReadonlyArray<string>;
}

/**
 * Put defaults where nothing is set, in what is set as well.
 */
function complete(
  value: PartialJSONValue | undefined,
  schema: Schema,
  root: Schema
): void {
  const { additionalProperties, items, properties } = resolve(schema, root);
  if (Array.isArray(value)) {
    for (const item of items ? value : []) {
      complete(item, items!, root);
    }
    return;
  }
  if (typeof value !== 'object' || value === null) {
    return;
  }
  const object = value as PartialJSONObject;
  for (const [name, property] of Object.entries(properties ?? {})) {
    const standard = resolve(property, root).default;
    if (object[name] === undefined && standard !== undefined) {
      object[name] = JSONExt.deepCopy(standard as PartialJSONObject);
    }
    complete(object[name], property, root);
  }
  if (typeof additionalProperties === 'object') {
    for (const name of Object.keys(object)) {
      if (!properties?.[name]) {
        complete(object[name], additionalProperties, root);
      }
    }
  }
}

/**
 * A schema with what the definition says that it refers to.
 */
function resolve(schema: Schema, root: Schema): Schema {
  const name = /^#\/definitions\/(.+)$/.exec(schema.$ref ?? '')?.[1];
  return name ? { ...root.definitions?.[name], ...schema } : schema;
}

function fits(value: unknown, type: Schema['type']): boolean {
  if (type === undefined) {
    return true;
  }
  const types = typeof type === 'string' ? [type] : type;
  return types.some(one => {
    switch (one) {
      case 'array':
        return Array.isArray(value);
      case 'integer':
        return Number.isInteger(value);
      case 'null':
        return value === null;
      case 'object':
        return (
          typeof value === 'object' && value !== null && !Array.isArray(value)
        );
      default:
        return typeof value === one;
    }
  });
}

function contains(
  values: ReadonlyArray<PartialJSONValue>,
  value: PartialJSONValue | undefined
): boolean {
  return values.some(
    one => value !== undefined && JSON.stringify(one) === JSON.stringify(value)
  );
}
