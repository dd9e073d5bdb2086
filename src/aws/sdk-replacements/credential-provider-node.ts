/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundles of the functions (`Alias` in template.yaml), so
 * that a cold start reads nothing of profiles, SSO and EC2. The command line has the SDK's whole chain.
 */
import { type FromEnvInit, fromEnv } from '@aws-sdk/credential-provider-env';
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { doesIdentityRequireRefresh, isIdentityExpired } from '@smithy/core';
import { CredentialsProviderError, chain, memoize } from '@smithy/core/config';
import type { AwsCredentialIdentity, MemoizedProvider } from '@smithy/types';

/**
 * The sources of credentials that Lambda offers, in the SDK's order: environment variables, and the container endpoint
 * that Lambda names instead where an environment outlives credentials (SnapStart). Answers are kept as the SDK keeps
 * them: until five minutes before they expire, if they say when.
 * Source: AWS Lambda Developer Guide, "Defined runtime environment variables" and "Activating and managing SnapStart".
 */
export const defaultProvider = (options: FromEnvInit = {}): MemoizedProvider<AwsCredentialIdentity> =>
  memoize(
    chain(fromEnv(options), () => fromContainer(options)),
    isIdentityExpired,
    doesIdentityRequireRefresh,
  );

/** @throws CredentialsProviderError when Lambda names no endpoint, or the endpoint does not answer */
async function fromContainer(options: FromEnvInit): Promise<AwsCredentialIdentity> {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI } = process.env;
  if (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || AWS_CONTAINER_CREDENTIALS_FULL_URI)
    return fromHttp(options)();
  // The words of the SDK's own chain.
  throw new CredentialsProviderError('Could not load credentials from any providers', { tryNextLink: false });
}
