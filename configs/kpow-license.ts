import * as v from 'valibot';

const unset = v.optional(v.string(), '');

/** What Kpow wants to see of its free licence, under the names that its vendor sends. */
export const LICENSE_SETTINGS = {
  LICENSE_ID: unset,
  LICENSE_CODE: unset,
  LICENSEE: unset,
  LICENSE_EXPIRY: unset,
  LICENSE_SIGNATURE: unset,
} as const;

/** The licence by the names of its variables. */
export type KpowLicense = Readonly<Record<keyof typeof LICENSE_SETTINGS, string>>;

/** The whole licence; `undefined` where any of it is missing, for Kpow then stops at once. */
export function kpowLicenseOf(raw: KpowLicense): KpowLicense | undefined {
  const license = v.parse(v.object(LICENSE_SETTINGS), raw);
  return Object.values(license).includes('') ? undefined : license;
}
