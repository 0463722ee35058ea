fn main() { let t = burn::tensor::Tensor::<1>::ones([3], &burn::tensor::Device::webgpu(burn::tensor::DeviceKind::DefaultDevice)); println!("{}", t.sum().into_scalar::<f32>()); }
