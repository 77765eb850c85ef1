/** Whether an image reference has no digest, and a tag that is missing or not a version of three numbers. */
export const hasFloatingTag = (image: string): boolean => !/@|:v?[0-9]+\.[0-9]+\.[0-9]+([.+-][\w.-]*)?$/.test(image);
