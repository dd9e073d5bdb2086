/** Optional properties of objects: absent instead of undefined. */

/** An object without the properties that may be undefined in `Value`; those it has are never undefined. */
export type Defined<Value extends object> = {
  -readonly [Name in keyof Value as undefined extends Value[Name] ? never : Name]: Value[Name];
} & {
  -readonly [Name in keyof Value as undefined extends Value[Name] ? Name : never]?: Exclude<
    Value[Name],
    undefined
  >;
};

/** The properties of `value` that are not undefined, in their order; for spreading into an object. */
export function defined<Value extends object>(value: Value): Defined<Value> {
  const kept: Partial<Value> = {};
  for (const name in value) if (value[name] !== undefined) kept[name] = value[name];
  return kept as object as Defined<Value>;
}
