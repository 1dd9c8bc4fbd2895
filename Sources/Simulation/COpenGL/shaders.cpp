#include "shaders.hpp"

#include <string>

#include "context.hpp"

namespace copengl {

namespace {

// A row-major 3 x 4 transform is three vec4; std140 packs them as C does.
constexpr const char* common = R"(#version 450 core
layout(std140, binding = 0) uniform View {
  vec4 cameraFromWorld[3];
  vec4 lightFromWorld[3];
  vec2 focal;
  vec2 depth;
  vec4 light;
  vec4 background;
  vec4 fade;
  vec4 eye;
};
vec3 apply(vec4 rows[3], vec3 p) {
  vec4 q = vec4(p, 1);
  return vec3(dot(rows[0], q), dot(rows[1], q), dot(rows[2], q));
}
)";

constexpr const char* vertexHead = R"(
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 row0;
layout(location = 3) in vec4 row1;
layout(location = 4) in vec4 row2;
layout(location = 5) in vec4 color;
layout(location = 6) in ivec3 labels;
vec3 inWorld() {
  vec4 p = vec4(position, 1);
  return vec3(dot(row0, p), dot(row1, p), dot(row2, p));
}
vec4 clip(vec3 p) { return vec4(focal * p.xy, depth.x * p.z + depth.y, p.z); }
)";

constexpr const char* shadowVertex = R"(
void main() {
  vec3 p = apply(lightFromWorld, inWorld());
  gl_Position = vec4(p.xy, clamp(p.z, -1.0, 1.0), 1);
}
)";

constexpr const char* shadowFragment = "void main() {}\n";

constexpr const char* labelsVertex = R"(
out float away;
flat out ivec2 which;
void main() {
  vec3 p = apply(cameraFromWorld, inWorld());
  away = p.z;
  which = labels.xy;
  gl_Position = clip(p);
}
)";

constexpr const char* labelsFragment = R"(
in float away;
flat in ivec2 which;
layout(location = 0) out float distanceOut;
layout(location = 1) out ivec2 labelsOut;
void main() {
  distanceOut = away;
  labelsOut = which;
}
)";

constexpr const char* colorVertex = R"(
out vec3 world;
out vec3 turned;
out vec3 fromLight;
flat out vec4 paint;
flat out int pattern;
void main() {
  world = inWorld();
  // A normal goes by the inverse transpose: for a rotation times a scale, divide by the scale squared.
  vec3 scale = row0.xyz * row0.xyz + row1.xyz * row1.xyz + row2.xyz * row2.xyz;
  vec3 n = normal / scale;
  turned = normalize(vec3(dot(row0.xyz, n), dot(row1.xyz, n), dot(row2.xyz, n)));
  // Sampled a little off the surface, so that it does not shade itself.
  fromLight = apply(lightFromWorld, world + turned * light.w) * 0.5 + 0.5;
  paint = color;
  pattern = labels.z & 7;
  gl_Position = clip(apply(cameraFromWorld, world));
  if ((labels.z & 8) != 0) gl_Position.z += depth.y * 0.001;
}
)";

constexpr const char* colorFragment = R"(
in vec3 world;
in vec3 turned;
in vec3 fromLight;
flat in vec4 paint;
flat in int pattern;
layout(binding = 0) uniform sampler2DShadow shadows;
out vec4 result;

// Mean of a square wave over the pixel's footprint: no flicker far away.
float checker(vec2 p) {
  vec2 w = max(fwidth(p), vec2(1e-4));
  vec2 i = 2.0 * (abs(fract((p - 0.5 * w) * 0.5) - 0.5) - abs(fract((p + 0.5 * w) * 0.5) - 0.5)) / w;
  return 0.5 - 0.5 * clamp(i.x, -1.0, 1.0) * clamp(i.y, -1.0, 1.0);
}

float lit() {
  if (fade.w == 0.0 || any(lessThan(fromLight, vec3(0))) || any(greaterThan(fromLight, vec3(1)))) return 1.0;
  vec2 texel = 0.75 / vec2(textureSize(shadows, 0));
  float sum = texture(shadows, vec3(fromLight.xy + texel * vec2(1, 0.4), fromLight.z));
  sum += texture(shadows, vec3(fromLight.xy + texel * vec2(-0.4, 1), fromLight.z));
  sum += texture(shadows, vec3(fromLight.xy + texel * vec2(-1, -0.4), fromLight.z));
  sum += texture(shadows, vec3(fromLight.xy + texel * vec2(0.4, -1), fromLight.z));
  return 0.25 * sum;
}

void main() {
  vec3 n = normalize(turned);
  vec3 screen = paint.rgb;
  if (!gl_FrontFacing) {
    n = -n;
    if (pattern == 2) screen = 0.35 + 0.35 * screen;
  }
  // The screen's curve is near enough to a square.
  vec3 base = screen * screen;
  if (pattern == 1) base *= 0.84 + 0.16 * checker(world.xy * 4.0);
  float facing = dot(n, light.xyz);
  float sun = facing > 0.0 ? facing * lit() : 0.0;
  vec3 toEye = normalize(eye.xyz - world);
  float gloss = sun > 0.0 ? pow(max(dot(n, normalize(toEye + light.xyz)), 0.0), 32.0) : 0.0;
  vec3 ambient = mix(vec3(0.36, 0.35, 0.34), vec3(0.58, 0.6, 0.64), 0.5 + 0.5 * n.z);
  vec3 seen = base * (ambient + vec3(0.54, 0.52, 0.48) * sun);
  if (pattern == 1) {
    float far = smoothstep(0.35, 1.0, distance(world.xy, fade.xy) / fade.z);
    seen = mix(seen, background.rgb * background.rgb, far);
  } else {
    seen += 0.06 * gloss * sun;
  }
  result = vec4(sqrt(clamp(seen, 0.0, 1.0)), paint.a);
}
)";

GLuint compile(GLenum stage, const std::string& source) {
  const GLuint shader = glCreateShader(stage);
  const char* text = source.c_str();
  glShaderSource(shader, 1, &text, nullptr);
  glCompileShader(shader);
  GLint good = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &good);
  if (good) return shader;
  char log[1024] = "";
  glGetShaderInfoLog(shader, sizeof log, nullptr, log);
  throw Failure{CGL_FAILED, std::string("the driver refuses a shader: ") + log};
}

GLuint link(const std::string& vertex, const std::string& fragment) {
  const GLuint program = glCreateProgram();
  const GLuint parts[] = {
      compile(GL_VERTEX_SHADER, common + (vertexHead + vertex)), compile(GL_FRAGMENT_SHADER, common + fragment)};
  for (const GLuint part : parts) glAttachShader(program, part);
  glLinkProgram(program);
  for (const GLuint part : parts) glDeleteShader(part);
  GLint good = 0;
  glGetProgramiv(program, GL_LINK_STATUS, &good);
  if (good) return program;
  char log[1024] = "";
  glGetProgramInfoLog(program, sizeof log, nullptr, log);
  throw Failure{CGL_FAILED, std::string("the driver refuses a program: ") + log};
}

}  // namespace

Programs makePrograms() {
  Programs programs;
  programs.shadow = link(shadowVertex, shadowFragment);
  programs.color = link(colorVertex, colorFragment);
  programs.labels = link(labelsVertex, labelsFragment);
  return programs;
}

}  // namespace copengl
