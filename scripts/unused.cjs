// Stands in for a package that the bundles leave out; see scripts/build.mjs.
module.exports = () => {
  throw new Error("this build leaves out what zips assets");
};
