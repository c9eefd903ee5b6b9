//! Pictures, decoded and drawn anew: the right way up, cut to shape, without anything that was
//! hidden in the file (PAY-2).

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use tokio::sync::Semaphore;

use super::{PICTURE_BYTES_MAX, Picture};
use crate::Failure;

/// The most points of a picture.
const POINTS_MAX: u64 = 40_000_000;
/// The most memory that decoding may take.
const DECODE_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// The most points on one edge.
const EDGE_MAX: u32 = 20_000;
/// How good the picture is kept.
const QUALITY: u8 = 85;

/// One at a time: a large picture takes memory and a whole core, and calls are running.
static DESK: Semaphore = Semaphore::const_new(1);

/// The picture as it is kept: a JPEG of at most the wanted size, in the wanted shape.
pub(super) async fn drawn(which: Picture, uploaded: Bytes) -> Result<Vec<u8>, Failure> {
    if uploaded.len() > PICTURE_BYTES_MAX {
        return Err(Failure::field(which.field(), "fault-picture-large"));
    }
    let _turn = DESK.acquire().await.map_err(|_| Failure::inside("the desk is closed"))?;
    let (width, height) = which.size();
    let work = move || redraw(&uploaded, width, height);
    let done = tokio::task::spawn_blocking(work).await;
    // A decoder that panics met a broken picture.
    done.unwrap_or(Err(Fault::Broken)).map_err(|fault| {
        let key = match fault {
            Fault::Kind => "fault-picture-kind",
            Fault::Points => "fault-picture-points",
            Fault::Broken => "fault-picture-broken",
        };
        Failure::field(which.field(), key)
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Not one of the formats that we take.
    Kind,
    /// Too many points.
    Points,
    /// It cannot be decoded.
    Broken,
}

fn redraw(content: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Fault> {
    let format = image::guess_format(content).map_err(|_| Fault::Kind)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(Fault::Kind);
    }
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(EDGE_MAX);
    limits.max_image_height = Some(EDGE_MAX);
    limits.max_alloc = Some(DECODE_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| match error {
        image::ImageError::Limits(_) => Fault::Points,
        image::ImageError::Decoding(_)
        | image::ImageError::Encoding(_)
        | image::ImageError::Parameter(_)
        | image::ImageError::Unsupported(_)
        | image::ImageError::IoError(_) => Fault::Broken,
    })?;
    let (w, h) = decoder.dimensions();
    if u64::from(w) * u64::from(h) > POINTS_MAX {
        return Err(Fault::Points);
    }
    if w == 0 || h == 0 {
        return Err(Fault::Broken);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| Fault::Broken)?;
    let shaped = shaped(picture, orientation, width, height);
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
    shaped.write_with_encoder(encoder).map_err(|_| Fault::Broken)?;
    Ok(out)
}

/// Cut from the middle to the wanted shape, and made smaller where it is larger.
fn shaped(picture: DynamicImage, orientation: Orientation, width: u32, height: u32) -> RgbImage {
    let turned = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    // Everything costly happens before turning, on the picture as it lies in the file.
    let (width, height) = if turned { (height, width) } else { (width, height) };
    let (w, h) = (picture.width(), picture.height());
    let wide = u64::from(w) * u64::from(height) > u64::from(h) * u64::from(width);
    let part = |whole: u32, n: u32, of: u32| {
        u32::try_from(u64::from(whole) * u64::from(n) / u64::from(of)).unwrap_or(whole).max(1)
    };
    let (cut_w, cut_h) =
        if wide { (part(h, width, height), h) } else { (w, part(w, height, width)) };
    let cut = picture.crop_imm((w - cut_w) / 2, (h - cut_h) / 2, cut_w, cut_h);
    drop(picture);
    let rough = if cut_w > 4 * width { cut.thumbnail_exact(2 * width, 2 * height) } else { cut };
    let mut fine = if rough.width() > width {
        rough.resize_exact(width, height, FilterType::Lanczos3)
    } else {
        rough
    };
    fine.apply_orientation(orientation);
    on_white(&fine)
}

/// What is transparent becomes white: JPEG knows no transparency.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let from = picture.to_rgba8();
    let mut onto = RgbImage::new(from.width(), from.height());
    for (to, from) in onto.pixels_mut().zip(from.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let mix = |colour: u32| {
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        *to = Rgb([mix(red), mix(green), mix(blue)]);
    }
    onto
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbaImage::from_fn(width, height, |x, _| {
            if x < width / 2 { Rgba([200, 0, 0, 255]) } else { Rgba([0, 0, 200, 0]) }
        });
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::Png).expect("a plain picture");
        out.into_inner()
    }

    fn size(jpeg: &[u8]) -> (u32, u32) {
        assert_eq!(image::guess_format(jpeg).expect("a picture"), ImageFormat::Jpeg);
        let picture = image::load_from_memory(jpeg).expect("a picture");
        (picture.width(), picture.height())
    }

    #[test]
    fn pay_2_a_picture_is_cut_to_its_shape_and_never_made_larger() {
        let drawn = |w, h, width, height| size(&redraw(&png(w, h), width, height).expect("fine"));
        assert_eq!(drawn(900, 600, 512, 512), (512, 512));
        assert_eq!(drawn(40, 90, 512, 512), (40, 40));
        assert_eq!(drawn(3_000, 3_000, 512, 512), (512, 512));
        assert_eq!(drawn(2_000, 2_000, 1_600, 400), (1_600, 400));
        assert_eq!(drawn(800, 600, 1_600, 400), (800, 200));
        assert_eq!(drawn(1, 1, 1_600, 400), (1, 1));
    }

    #[test]
    fn what_was_transparent_is_white() {
        let jpeg = redraw(&png(64, 64), 64, 64).expect("fine");
        let picture = image::load_from_memory(&jpeg).expect("a picture").to_rgb8();
        let Rgb([red, green, blue]) = *picture.get_pixel(60, 32);
        assert!(red > 245 && green > 245 && blue > 245);
    }

    #[test]
    fn pay_2_what_was_hidden_in_the_file_is_gone_and_the_picture_stands_upright() {
        let picture =
            RgbImage::from_fn(
                40,
                20,
                |x, _| {
                    if x < 20 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) }
                },
            );
        let mut plain = Vec::new();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut plain, 95)).expect("fine");
        // Orientation 6: the camera was turned, the right side of the file is the bottom.
        let tiff =
            b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS at home";
        let length = u16::try_from(tiff.len() + 2).expect("short").to_be_bytes();
        let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe1, length[0], length[1]];
        jpeg.extend_from_slice(tiff);
        jpeg.extend_from_slice(&plain[2..]);
        let out = redraw(&jpeg, 512, 512).expect("fine");
        assert!(!out.windows(3).any(|part| part == b"GPS" || part == b"Exi"));
        let upright = image::load_from_memory(&redraw(&jpeg, 10, 20).expect("fine"));
        let upright = upright.expect("a picture").to_rgb8();
        assert_eq!((upright.width(), upright.height()), (10, 20));
        assert!(upright.get_pixel(5, 2).0[0] > 150 && upright.get_pixel(5, 17).0[2] > 150);
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused() {
        assert_eq!(redraw(b"%PDF-1.7", 512, 512), Err(Fault::Kind));
        assert_eq!(redraw(b"GIF89a\x01\0\x01\0", 512, 512), Err(Fault::Kind));
        let mut broken = png(60, 60);
        broken.truncate(60);
        assert_eq!(redraw(&broken, 512, 512), Err(Fault::Broken));
        // A bomb: a header that promises 19,000 × 19,000 points.
        let mut bomb = png(60, 60);
        bomb[16..24].copy_from_slice(&[0, 0, 0x4a, 0x38, 0, 0, 0x4a, 0x38]);
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(redraw(&bomb, 512, 512), Err(Fault::Points));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
            })
        })
    }
}
